"""Decisions: the only way past a gate is a row written here, by a signed-in person, about exactly one version."""

from typing import Literal

from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.errors import Invalid, NotOffered, NotPermitted, Outdated, Refused
from agent.schemas.ledger import attested
from agent.schemas.permissions import is_legal, may, refusal, why_legal, why_not_approve
from agent.schemas.quality import QCResult
from agent.schemas.registry import missing_required, parse
from agent.schemas.stages import REQUIRES, ArtifactStage
from agent.schemas.staleness import Cause
from agent.schemas.version import Actor, ArtifactVersion, Decision
from agent.store.base import id_of, insert, one
from agent.store.material import reason_of
from agent.store.reminders import cancel_reminders
from agent.store.tables import decisions, stale_sections, versions
from agent.store.versions import VersionStore, in_force, newest

Kind = Literal["approve", "request_changes", "override"]


def warning_keys(result: QCResult) -> list[str]:
    """The key of each warning that must be acknowledged: check id and path."""
    return [f"{check.id}:{check.path or ''}" for check in result.warnings]


class DecisionStore(VersionStore):
    """Decide by compare-and-swap; mark what a new approval makes stale."""

    async def decide(
        self,
        campaign_id: str,
        stage: ArtifactStage,
        *,
        version: int,
        digest: str,
        kind: Kind,
        actor: Actor,
        acknowledged: list[str] | Literal[True],
        comment: str | None,
        idem: str,
    ) -> Decision:
        """Record a decision on exactly this version; the same `idem` gives the one it made.

        Raises Outdated, NotOffered, NotPermitted, Invalid or Refused; then nothing changed.
        """
        async with self._database.write() as connection:
            key = f"{campaign_id}:{idem}"
            earlier = await one(connection, decisions, decisions.c.idem == key)
            if earlier is not None:
                return Decision.model_validate(earlier["decision"])
            row = await self._row(connection, campaign_id, stage, version)
            await self._require_decidable(connection, row, digest)
            if actor.role == "client":
                await self._use_invitation(connection, row, kind, actor, comment)
                acknowledged = True
            else:
                self._require_permission(row, kind, actor, comment)
                if kind != "request_changes":
                    await self._require_legal(connection, row, actor)
            found = await self._newest_qc(connection, row)
            result = QCResult.model_validate(found["result"]) if found else None
            keys = [] if kind == "request_changes" else await self._require_approvable(connection, row, result, kind, acknowledged)
            decision = Decision(
                id=id_of("decision", key),
                campaign_id=campaign_id,
                stage=stage,
                version=version,
                digest=row["digest"],
                kind=kind,
                by=actor.email,
                role=actor.role,
                at=self._clock(),
                qc_id=found["id"] if found else None,
                qc_status=result.status if result else None,
                ruleset=result.ruleset if result else None,
                acknowledged=keys,
                comment=comment,
            )
            await self._keep(connection, row, decision, key)
        return decision

    async def _keep(self, connection: AsyncConnection, row: RowMapping, decision: Decision, idem: str) -> None:
        plain = decision.model_dump(mode="json")
        await insert(connection, decisions, {"id": decision.id, "version_id": row["id"], "decision": plain, "idem": idem})
        await self._record(connection, decision.kind, decision.campaign_id, attested(decision))
        await cancel_reminders(connection, decision.campaign_id, decision.stage)
        if decision.kind == "request_changes":
            await self._set_status(connection, row["id"], "changes_requested", decision.comment)
            return
        await connection.execute(
            update(versions)
            .where(
                versions.c.campaign_id == decision.campaign_id,
                versions.c.stage == decision.stage,
                versions.c.number < decision.version,
                versions.c.status.in_(("approved", "stale")),
            )
            .values(status="archived")
        )
        await self._set_status(connection, row["id"], "approved")
        await self._refresh(connection, decision.campaign_id)

    async def _require_decidable(self, connection: AsyncConnection, row: RowMapping, digest: str) -> None:
        name = f"{row['stage'].capitalize()} v{row['number']}"
        latest = await newest(connection, row["campaign_id"], row["stage"])
        if latest is None or latest["number"] != row["number"] or digest != row["digest"]:
            number = latest["number"] if latest else 0
            raise Outdated(
                f"{name} is not the newest version any more: v{number} is. Nothing was decided; read v{number} and decide on it."
            )
        if row["status"] in ("approved", "changes_requested"):
            decided = await self._decision(connection, row["id"])
            who = f" by {decided.by}" if decided else ""
            words = "approved" if row["status"] == "approved" else "returned for changes"
            raise Outdated(f"{name} was already {words}{who}. Nothing was changed.")
        if row["status"] != "in_review":
            raise NotOffered(f"{name} is {row['status'].replace('_', ' ')} and was not submitted. Submit it first; nothing was decided.")

    def _require_permission(self, row: RowMapping, kind: Kind, actor: Actor, comment: str | None) -> None:
        if actor.role == "client":
            raise NotPermitted("A client decides by the link they were sent. Nothing was decided.")
        if not may(actor.role, kind):
            raise NotPermitted(f"{refusal(actor.role, kind).partition('. Nothing')[0]}. Nothing was decided.")
        why = None if kind == "request_changes" else why_not_approve(self.workspace, actor, stage=row["stage"], number=row["number"], author=row["author"])
        if why is not None:
            raise NotPermitted(f"{why} Nothing was decided.")
        if kind in ("request_changes", "override") and not (comment or "").strip():
            words = "what should change" if kind == "request_changes" else "the reason"
            raise Invalid(f"A comment is needed: say {words}. Nothing was decided.")

    async def why_not_approved_by(self, version: ArtifactVersion, actor: Actor) -> str | None:
        """Why this person could not approve the version, whatever its checks say; None when they could."""
        async with self._database.read() as connection:
            row = await self._row(connection, version.campaign_id, version.stage, version.number)
            try:
                self._require_permission(row, "approve", actor, None)
                await self._require_legal(connection, row, actor)
            except NotPermitted as refused:
                return str(refused)
        return None

    async def _require_legal(self, connection: AsyncConnection, row: RowMapping, actor: Actor) -> None:
        """Where the workspace asks for a legal approval, only a legal approver's counts."""
        if not self.workspace.legal_approval or is_legal(self.workspace, actor):
            return
        intake = row if row["stage"] == "intake" else await in_force(connection, row["campaign_id"], "intake")
        why = why_legal(self.workspace, stage=row["stage"], content=row["content"], intake=intake["content"] if intake else {})
        if why is not None:
            who = ", ".join(self.workspace.legal_approvers) or "nobody yet: set AICMO_LEGAL_APPROVERS"
            raise NotPermitted(f"{row['stage'].capitalize()} v{row['number']} needs a legal approval, because {why}. Legal approvers: {who}. Nothing was decided.")

    async def _use_invitation(self, connection: AsyncConnection, row: RowMapping, kind: Kind, actor: Actor, comment: str | None) -> None:
        """Whether a client may decide; the part of the store that keeps invitations says. Nobody may without it."""
        raise NotPermitted("A client decides by the link they were sent. Nothing was decided.")

    async def _require_approvable(
        self,
        connection: AsyncConnection,
        row: RowMapping,
        result: QCResult | None,
        kind: Kind,
        acknowledged: list[str] | Literal[True],
    ) -> list[str]:
        """Content valid, lineage fresh, checked, not failed, warnings acknowledged: in this order. Returns the acknowledged keys."""
        stage, name = row["stage"], f"{row['stage'].capitalize()} v{row['number']}"
        parse(stage, row["content"])
        missing = missing_required(stage, row["content"])
        if missing:
            raise Invalid(f"{name} cannot be approved. Still missing: {', '.join(missing)}. Nothing was decided.")
        await self._require_open(connection, row["campaign_id"], stage)
        if REQUIRES[stage] and not any(row["lineage"].values()):
            raise Refused(f"{name} does not say what it was made from. Draft it again, then submit it; nothing was decided.")
        await self._require_fresh(connection, row)
        if result is None:
            raise Refused(f"{name} was not checked yet. Run the checks, then decide; nothing was decided.")
        if kind == "override":
            if result.status != "FAIL":
                raise NotOffered(
                    f"{name} fails no blocking check, so there is nothing to override. Approve it instead; nothing was decided."
                )
        elif result.status == "FAIL":
            failed = ", ".join(dict.fromkeys(c.id for c in result.failures if c.severity == "BLOCKER"))
            raise Refused(
                f"{name} fails a blocking check ({failed}). Ask for changes, or an admin overrides with a reason. Nothing was decided."
            )
        keys = warning_keys(result)
        open_keys = [] if acknowledged is True else [key for key in keys if key not in acknowledged]
        if open_keys:
            raise Refused(
                f"{name} has warnings that were not acknowledged: {', '.join(open_keys)}. Read them, acknowledge them, then approve."
            )
        return keys

    async def _require_fresh(self, connection: AsyncConnection, row: RowMapping) -> None:
        query = select(stale_sections).where(stale_sections.c.version_id == row["id"]).order_by(stale_sections.c.section)
        marked = (await connection.execute(query)).mappings().all()
        if marked:
            why = "; ".join(f"{found['section']} ({reason_of(Cause.model_validate(found['changes'][0]))})" for found in marked)
            raise Refused(
                f"{row['stage'].capitalize()} v{row['number']} has sections made from an older version: {why}. "
                "Redraft them, edit them, or mark them still valid. Nothing was decided."
            )

    async def decision(self, campaign_id: str, stage: ArtifactStage, number: int) -> Decision | None:
        """The newest decision on a version."""
        async with self._database.read() as connection:
            row = await self._row(connection, campaign_id, stage, number)
            return await self._decision(connection, row["id"])

    async def _decision(self, connection: AsyncConnection, version_id: str) -> Decision | None:
        query = select(decisions).where(decisions.c.version_id == version_id).order_by(decisions.c.seq.desc()).limit(1)
        found = (await connection.execute(query)).mappings().first()
        return Decision.model_validate(found["decision"]) if found else None

