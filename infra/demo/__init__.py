"""The demo: a simulated district's day through the real parts, from publishing to the late list."""
