"""Quality control: the check engine, rule data, the judge."""
