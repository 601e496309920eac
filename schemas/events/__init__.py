"""Event models, one module a family; a module's name is its topic's."""
