"""ClickHouse, the engine of ``chdb-core``: its files, and how it proves that it is ours."""

import contextlib
import logging
import signal
import subprocess
import sys
from importlib.metadata import version
from xml.sax.saxutils import escape

from clickhouse_driver import Client
from clickhouse_driver.errors import Error as ClickHouseError

from infra.embedded import clickhouse_child
from infra.embedded.child import spawn
from infra.embedded.layout import Layout
from infra.embedded.ports import Ports
from infra.settings import Settings

_ANSWER_TIMEOUT_S = 2

logging.getLogger("clickhouse_driver").setLevel(logging.CRITICAL)  # as for Kafka's client


class ClickHouse:
    """The engine of one data directory."""

    name = "clickhouse"
    title = "ClickHouse"
    version = version("chdb-core")

    def __init__(self, settings: Settings, layout: Layout, ports: Ports) -> None:
        self._settings = settings
        self._layout = layout
        self.instance_id = layout.instance_id()
        self.log = layout.logs / "clickhouse.log"
        self.output = layout.logs / "clickhouse.out"
        self.ports = {"native": ports.clickhouse, "http": ports.clickhouse_http}

    def start(self) -> subprocess.Popen[bytes]:
        """Write its files and start it."""
        home = self._layout.run / "clickhouse"
        home.mkdir(exist_ok=True)
        (home / "config.xml").write_text(self._config(), encoding="utf-8")
        (home / "users.xml").write_text(_users(), encoding="utf-8")
        return spawn(
            # -P: its folder is no place to import from; run as a file it loads nothing of ours.
            [sys.executable, "-P", clickhouse_child.__file__, str(self._layout.clickhouse)],
            output=self.output,
            cwd=home,
        )

    def answers(self) -> bool:
        """Ask over the native protocol for the instance id: is it this directory's?"""
        with contextlib.suppress(ClickHouseError, OSError, EOFError), self._client() as client:
            found = client.execute("SELECT substitution FROM system.macros WHERE macro='instance'")
            return bool(found == [(self.instance_id,)])
        return False

    def ask_to_end(self, child: subprocess.Popen[bytes]) -> None:
        """Cancel the serving query, on which the engine closes; a signal would end it at once."""
        with contextlib.suppress(ClickHouseError, OSError, EOFError), self._client() as client:
            client.execute(
                "KILL QUERY WHERE query = %(query)s ASYNC", {"query": clickhouse_child.SERVING}
            )
            return
        child.send_signal(signal.SIGTERM)

    def _client(self) -> Client:
        return Client(
            self._settings.host,
            port=self.ports["native"],
            connect_timeout=_ANSWER_TIMEOUT_S,
            send_receive_timeout=_ANSWER_TIMEOUT_S,
            sync_request_timeout=_ANSWER_TIMEOUT_S,
            client_name="hutong-readiness",
        )

    def _config(self) -> str:
        return _CONFIG.format(
            log=escape(str(self.log)),
            host=escape(self._settings.host),
            native=self.ports["native"],
            http=self.ports["http"],
            instance=self.instance_id,
            memory=self._settings.clickhouse_memory_mb * 2**20,
        )


_CONFIG = """\
<clickhouse>
  <logger>
    <level>information</level>
    <log>{log}</log>
    <size>5M</size>
    <count>2</count>
  </logger>
  <log-level>information</log-level>
  <listen_host>{host}</listen_host>
  <tcp_port>{native}</tcp_port>
  <http_port>{http}</http_port>
  <users_config>users.xml</users_config>
  <macros><instance>{instance}</instance></macros>
  <timezone>UTC</timezone>
  <max_server_memory_usage>{memory}</max_server_memory_usage>
  <mark_cache_size>67108864</mark_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
  <background_pool_size>2</background_pool_size>
  <background_schedule_pool_size>8</background_schedule_pool_size>
</clickhouse>
"""

_ENGINES = (
    "Atomic",
    "MergeTree",
    "ReplacingMergeTree",
    "AggregatingMergeTree",
    "SummingMergeTree",
    "Memory",
    "Null",
    "Buffer",
    "Dictionary",
    "View",
    "MaterializedView",
)
"""The engines whose data stays in this directory; none that reads files, hosts or topics."""


def _users() -> str:
    granted = (f"<query>GRANT TABLE ENGINE ON {engine}</query>" for engine in _ENGINES)
    return _USERS.format(engines="\n        ".join(granted))


# Without explicit grants a user may open any file or address through table functions, so
# neither has SOURCES. Users come from this file alone: CREATE USER does not work here.
_USERS = """\
<clickhouse>
  <profiles>
    <default/>
    <reader>
      <readonly>2</readonly>
      <max_execution_time>60</max_execution_time>
      <max_memory_usage>1000000000</max_memory_usage>
      <constraints>
        <max_execution_time><max>600</max></max_execution_time>
        <max_memory_usage><max>2000000000</max></max_memory_usage>
      </constraints>
    </reader>
  </profiles>
  <quotas><default/></quotas>
  <users>
    <default>
      <password></password>
      <networks><ip>::/0</ip></networks>
      <profile>default</profile>
      <quota>default</quota>
      <grants>
        <query>GRANT SELECT, INSERT, ALTER, CREATE, DROP, UNDROP TABLE, TRUNCATE, OPTIMIZE, SHOW,
          KILL QUERY, SYSTEM, SET DEFINER, dictGet, INTROSPECTION ON *.*</query>
        {engines}
      </grants>
    </default>
    <reader>
      <password></password>
      <networks><ip>::/0</ip></networks>
      <profile>reader</profile>
      <quota>default</quota>
      <grants><query>GRANT SELECT, SHOW ON *.*</query></grants>
    </reader>
  </users>
</clickhouse>
"""
