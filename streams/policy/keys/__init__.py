"""Under which keys an event belongs to a scope: party, officer, item, plan, agency, district."""
