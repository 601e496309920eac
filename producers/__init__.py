"""Who says it: the publisher every agency uses, and a simulated district that uses it.

Events come in as models of `schemas` and leave for `facts.*`; nothing is judged here. Imports
`schemas` and no other room.
"""
