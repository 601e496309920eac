"""权限查询: the one question of who may act, over the registry, with its reasons and gaps.

The same lists, entrustments, posts and standards by which acts are judged; nothing is stored here.
"""

from streams.policy.authority.gaps import STANDARDS, Gap
from streams.policy.authority.query import Authority, who_may_act
from streams.policy.authority.reasons import Reason

__all__ = ["STANDARDS", "Authority", "Gap", "Reason", "who_may_act"]
