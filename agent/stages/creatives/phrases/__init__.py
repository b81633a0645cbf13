"""The phrases of each voice. A phrase is a sentence with places that only the client's facts can fill.

A phrase is used when every place in it is filled, and preferably once per artifact. Places: `T`/`t` the idea's words alone or after a colon,
`Q`/`q` as a quote, `you` told to the reader, `T2`/`t2` another pain, `a` an answer, `cited`/`claim`/`words` a proof's own words.
"""

from collections.abc import Mapping

from agent.stages.creatives.phrases import dry, precise, precise_forms, warm, warm_forms

Phrases = Mapping[str, tuple[str, ...]]

WARM: Phrases = {**warm.SENTENCES, **warm_forms.FORMS}
"""Friendly and plain; contractions."""
DRY: Phrases = {key: (*dry.SENTENCES.get(key, ()), *phrases) for key, phrases in WARM.items()}
"""Warm, with dry remarks first."""
PRECISE: Phrases = {**precise.SENTENCES, **precise_forms.FORMS}
"""Sober; no contractions, no jokes."""
