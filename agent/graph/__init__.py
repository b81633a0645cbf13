"""WHEN: the state machine of a campaign, and the driver that is the only way into it."""
