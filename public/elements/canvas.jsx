import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import * as Lucide from 'lucide-react';
import { toast } from 'sonner';

const STATUS_ICON = { blocked: 'Lock', not_started: 'CircleDashed', draft: 'Pencil', in_review: 'Eye', changes_requested: 'Undo2', approved: 'CircleCheck', stale: 'ClockAlert', archived: 'Archive', active: 'CirclePlay' };
const STATUS_TONE = { in_review: 'wait', changes_requested: 'bad', approved: 'ok', stale: 'old' };
const SOURCE_ICON = { extracted: 'Quote', operator: 'UserRound', hydrated: 'Link2', drafted: 'Feather', default: 'SlidersHorizontal' };
const SEVERITY = { Blocker: ['OctagonX', 'bad'], Major: ['TriangleAlert', 'wait'], Minor: ['Info', 'off'], 'Not assessed': ['CircleDashed', 'off'] };

const Icon = ({ name, size = 14 }) => {
  const Shape = Lucide[name] || Lucide.Circle;
  return <Shape size={size} strokeWidth={1.75} aria-hidden="true" />;
};
const when = (iso) => (iso ? new Date(iso).toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }) : '');
const size = (bytes) => (bytes > 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1e3))} kB`);
const slug = (path) => `ac-field-${path.replace(/[^a-z0-9]+/gi, '-')}`;

function Badge({ badge, open, toggle }) {
  if (!badge) return null;
  const more = badge.quote || badge.note || badge.file;
  return (
    <button type="button" className="ac-badge" aria-expanded={more ? open : undefined} disabled={!more} onClick={toggle} title={more ? 'Show where this comes from' : 'Where this comes from'}>
      <Icon name={SOURCE_ICON[badge.source] || 'Circle'} size={12} /> {badge.word}
    </button>
  );
}

function Origin({ badge }) {
  const place = badge.file ? `${badge.file}${badge.lines ? `, ${badge.lines[0] === badge.lines[1] ? `line ${badge.lines[0]}` : `lines ${badge.lines[0]} to ${badge.lines[1]}`}` : ''}` : '';
  return (
    <div className="ac-origin">
      {badge.quote ? <q>{badge.quote}</q> : null}
      {badge.note ? <p>{badge.note}</p> : null}
      {place ? <span className="ac-meta"><Icon name="FileText" size={12} /> {place}</span> : null}
    </div>
  );
}

function Words({ parts }) {
  return (
    <p className="ac-redline">
      {parts.map(([op, text], place) => (
        op === 'insert' ? <ins key={place}><span className="ac-hidden">added </span>{text}</ins> : op === 'delete' ? <del key={place}><span className="ac-hidden">removed </span>{text}</del> : <span key={place}>{text}</span>
      ))}
    </p>
  );
}

function Differences({ rows, total, url }) {
  const rest = total - rows.length;
  return (
    <>
      {rows.map((row, place) => (
        <div className="ac-difference" key={`${row.path}:${place}`}>
          <strong>{row.label}</strong>
          {(row.matters || []).map((matter) => <span key={matter} className="ac-chip ac-wait">{matter}</span>)}
          {row.kind === 'moved' ? <p className="ac-redline">Moved from {row.from}.</p> : <Words parts={row.parts || []} />}
        </div>
      ))}
      <p className="ac-more">
        {rest > 0 ? <span className="ac-meta">{rest} more {rest === 1 ? 'difference stands' : 'differences stand'} in the file.</span> : null}
        <a className="ac-link" href={url} download><Icon name="FileDown" size={12} /> Redline as a Word file</a>
      </p>
    </>
  );
}

function Reasons({ why }) {
  return (
    <ul className="ac-reasons">
      {why.map((one) => (
        <li key={one.path}>
          <strong>{one.field}</strong> <Words parts={one.parts || []} />
          {one.through?.length ? <span className="ac-meta">Through {one.through.join(', ')}. </span> : null}
          {one.items?.length ? <span className="ac-meta">The old value stands in {one.items.join(', ')}.</span> : null}
        </li>
      ))}
    </ul>
  );
}

function Pin({ name, node, busy, toggle }) {
  if (node.computed || (node.empty && !node.pinned)) return null;
  const within = node.pinned && node.pinned_with;
  return (
    <button type="button" className="ac-icon ac-pin" aria-pressed={Boolean(node.pinned)} aria-label={`${node.pinned ? 'Unpin' : 'Pin'} ${name}`} aria-disabled={Boolean(within)} disabled={busy}
      title={within ? `Pinned with ${node.pinned_with}. Unpin that to release it.` : node.pinned ? 'Pinned: a redraft leaves it as it is' : 'Pin: a redraft leaves it as it is'} onClick={() => (within ? undefined : toggle(!node.pinned))}>
      <Icon name="Pin" size={12} /><span className="ac-pin-word" aria-hidden="true">{node.pinned ? 'Pinned' : 'Pin'}</span>
    </button>
  );
}

const Pinned = () => <span className="ac-mark" title="Pinned: a redraft leaves it as it is"><Icon name="Pin" size={12} /><span className="ac-hidden">Pinned. </span></span>;

const byRule = (findings) => Object.values(findings.reduce((found, finding) => { (found[`${finding.check}:${finding.severity}`] ||= []).push(finding); return found; }, {}));

function Told({ finding }) {
  return (
    <>
      <p>{finding.message}</p>
      {finding.quote ? <blockquote>{finding.quote}</blockquote> : null}
      {finding.path ? <code>{finding.path}</code> : null}
    </>
  );
}

function Finding({ finding, same = [finding], children }) {
  const [icon, tone] = SEVERITY[finding.severity] || SEVERITY.Minor;
  return (
    <div className={`ac-finding ac-${tone}`} data-check={finding.check}>
      <span className="ac-tone"><Icon name={icon} size={16} /></span>
      <div className="ac-finding-text">
        <strong><span className="ac-tone">{finding.severity}</span> {finding.title}{same.length > 1 ? `, ${same.length} times` : ''}</strong>
        <Told finding={finding} />
        {same.length > 1 ? (
          <details><summary className="ac-link">Show the other {same.length - 1}</summary>{same.slice(1).map((other) => <div key={other.key} className="ac-other"><Told finding={other} /></div>)}</details>
        ) : null}
      </div>
      {children}
    </div>
  );
}

function Editor({ node, busy, save, cancel, again }) {
  const [value, setValue] = useState(String(node.value ?? node.text ?? ''));
  const id = `${slug(node.path)}-input`;
  return (
    <form className="ac-editor" onSubmit={(event) => { event.preventDefault(); save(value); }} onKeyDown={(event) => event.key === 'Escape' && cancel()}>
      <label className="ac-hidden" htmlFor={id}>{node.label}</label>
      {node.kind === 'choice' ? (
        <select id={id} value={value} onChange={(event) => setValue(event.target.value)}>
          <option value="">Choose</option>
          {node.options.map(([word, text]) => <option key={word} value={word}>{text}</option>)}
        </select>
      ) : (
        <textarea id={id} rows={Math.min(10, Math.max(2, value.split('\n').length + Math.floor(value.length / 38)))} value={value} onChange={(event) => setValue(event.target.value)} autoFocus />
      )}
      <span className="ac-meta">{node.kind === 'list' ? 'One entry per line.' : node.hint}</span>
      <div className="ac-buttons">
        <button type="button" className="ac-button" onClick={cancel}>Cancel</button>
        <button type="submit" className="ac-button ac-primary" disabled={busy || !value.trim()}>{again ? 'Save yours' : 'Save'}</button>
      </div>
    </form>
  );
}

function Value({ node }) {
  const items = node.items || [];
  const held = node.pinned ? [] : node.pinned_items || [];
  if (node.kind === 'list' && items.length > 1) return <ul>{items.map((item, place) => <li key={place}>{held.includes(place) ? <Pinned /> : null}{item}</li>)}</ul>;
  if (node.kind === 'list') return <span>{held.length ? <Pinned /> : null}{items[0]}</span>;
  if (node.kind === 'pairs') return <dl className="ac-pairs">{(node.pairs || []).map(([key, text]) => <div key={key}><dt>{key}</dt><dd>{text}</dd></div>)}</dl>;
  return <span className="ac-words">{node.text}</span>;
}

function Row({ row, path, busy, acts, depth }) {
  const [open, setOpen] = useState(false);
  const flagged = (row.fields || []).some((field) => field.findings);
  return (
    <details className="ac-row" open={open} onToggle={(event) => event.target === event.currentTarget && setOpen(event.currentTarget.open)}>
      <summary><span>{row.pinned ? <Pinned /> : null}{row.title}</span>{flagged ? <span className="ac-tone ac-wait"><Icon name="TriangleAlert" size={12} /></span> : null}<span className="ac-meta">{row.note}</span></summary>
      {open ? <div className="ac-entry"><Pin name={row.title} node={row} busy={busy} toggle={(on) => acts.pin(on, { path })} /></div> : null}
      {open ? (row.fields || []).map((field) => <Field key={field.path} node={field} busy={busy} acts={acts} depth={depth} />) : null}
    </details>
  );
}

function Clash({ clash, busy, mine, theirs }) {
  return (
    <div className="ac-clash ac-wait" role="alert">
      <p><span className="ac-tone"><Icon name="Split" size={14} /></span> <strong>{clash.name} changed this in v{clash.version} while you were writing.</strong> Yours is kept below, not saved.</p>
      <dl><dt>{clash.name}’s</dt><dd className="ac-words">{clash.theirs_text || 'Empty'}</dd></dl>
      <div className="ac-buttons">
        <button type="button" className="ac-button" disabled={busy} onClick={theirs}>Use theirs</button>
        <button type="button" className="ac-button" disabled={busy} onClick={mine}>Use yours</button>
      </div>
    </div>
  );
}

function Field({ node, busy, acts, depth = 0 }) {
  const [base, setBase] = useState(null);
  const [clash, setClash] = useState(null);
  const [origin, setOrigin] = useState(false);
  const editing = base !== null;
  const done = () => { setBase(null); setClash(null); };
  if (node.kind === 'group' && (node.fields || []).every((field) => field.empty && !field.missing && field.kind !== 'flag') && depth > 0) return null;
  const put = async (value, from) => {
    const answer = await acts.set(node.path, node.kind === 'list' ? value.split('\n').map((line) => line.trim()).filter(Boolean) : value, from);
    const met = answer?.conflicts?.find((one) => one.path === node.path || one.path.startsWith(node.path)) || answer?.conflicts?.[0];
    if (met) setClash({ ...met, typed: value }); else if (answer?.ok) done();
  };
  const editable = node.edit && ['text', 'choice', 'list'].includes(node.kind);
  const nested = node.kind === 'group' || node.kind === 'rows';
  return (
    <div className={`ac-field${nested ? ' ac-nested' : ''}${node.missing ? ' ac-missing' : ''}${editing ? ' ac-editing' : ''}`} id={slug(node.path)}>
      <div className="ac-label" title={node.hint}>{node.label}</div>
      <div className="ac-value">
        {node.kind === 'flag' ? (
          <label className="ac-check"><input type="checkbox" checked={Boolean(node.value)} disabled={busy || !node.edit} onChange={(event) => acts.set(node.path, event.target.checked)} /> {node.text}</label>
        ) : nested ? (
          node.kind === 'rows' && !node.rows ? <span className="ac-empty">{node.missing ? 'Missing' : 'Empty'}</span> : null
        ) : editing ? (
          <>
            {clash ? <Clash clash={clash} busy={busy} theirs={done} mine={() => put(clash.typed, clash.newest)} /> : null}
            <Editor node={node} busy={busy} save={(value) => put(value, clash ? clash.newest : base)} cancel={done} again={Boolean(clash)} />
          </>
        ) : node.empty ? (
          <span className={node.missing ? 'ac-empty ac-wait' : 'ac-empty'}>{node.missing ? <><Icon name="CircleAlert" size={12} /> Missing, required</> : 'Not stated'}</span>
        ) : <Value node={node} />}
        {origin && node.badge ? <Origin badge={node.badge} /> : null}
        {(node.findings || []).map((finding) => <Finding key={finding.key} finding={{ ...finding, path: '' }} />)}
      </div>
      <div className="ac-aside">
        <Badge badge={node.empty ? null : node.badge} open={origin} toggle={() => setOrigin(!origin)} />
        <Pin name={node.label} node={node} busy={busy} toggle={(on) => acts.pin(on, { path: node.path })} />
        {editable && !editing ? (
          <button type="button" className="ac-icon ac-edit" aria-label={`${node.empty ? 'Add' : 'Edit'} ${node.label}`} onClick={() => setBase(acts.version)}>
            {node.empty ? <>Add</> : <Icon name="Pencil" size={12} />}
          </button>
        ) : null}
      </div>
      {nested ? (
        <div className="ac-below">
          {(node.fields || []).map((field) => <Field key={field.path} node={field} busy={busy} acts={acts} depth={depth + 1} />)}
          {(node.rows || []).map((row, place) => <Row key={place} row={row} path={`${node.path}[${place}]`} busy={busy} acts={acts} depth={depth + 1} />)}
        </div>
      ) : null}
    </div>
  );
}

function Stale({ group, busy, acts, edit }) {
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const id = `ac-still-${group.id}`;
  const off = group.pinned ? 'Pinned: unpin it to have it redrafted' : acts.redraft ? '' : 'Take it back to draft first';
  const confirm = async (event) => {
    event.preventDefault();
    const answer = await acts.stillValid(group.id, reason.trim());
    if (answer?.ok) setAsking(false);
  };
  return (
    <div className="ac-stale ac-old">
      <Reasons why={group.why || []} />
      {asking ? (
        <form className="ac-editor" onSubmit={confirm} onKeyDown={(event) => event.key === 'Escape' && setAsking(false)}>
          <label htmlFor={id}>Why it still holds <em>optional, kept on record with your name</em></label>
          <textarea id={id} rows={2} value={reason} maxLength={2000} disabled={busy} autoFocus onChange={(event) => setReason(event.target.value)} />
          <div className="ac-buttons">
            <button type="button" className="ac-button" onClick={() => setAsking(false)}>Cancel</button>
            <button type="submit" className="ac-button ac-primary" disabled={busy}>{group.title} is still valid</button>
          </div>
        </form>
      ) : (
        <div className="ac-buttons ac-ways">
          {group.drafts ? <button type="button" className="ac-button" disabled={busy || Boolean(off)} title={off || undefined} aria-label={`Redraft ${group.title}`} onClick={() => acts.redraft(group.id)}><Icon name="Feather" size={12} /> Redraft</button> : null}
          <button type="button" className="ac-button" aria-label={`Edit ${group.title}`} onClick={edit}><Icon name="Pencil" size={12} /> Edit</button>
          {acts.stillValid ? <button type="button" className="ac-button" disabled={busy} aria-label={`Still valid: ${group.title}`} onClick={() => setAsking(true)}><Icon name="Check" size={12} /> Still valid</button> : null}
        </div>
      )}
    </div>
  );
}

function Group({ group, busy, acts }) {
  const [open, setOpen] = useState(true);
  const [why, setWhy] = useState(false);
  const fields = useRef(null);
  const edit = () => { setOpen(true); setTimeout(() => { const first = fields.current?.querySelector('.ac-edit, summary, input'); first?.scrollIntoView({ block: 'center' }); first?.focus(); }, 60); };
  return (
    <section className="ac-group" id={`ac-group-${group.id.replace(/\s/g, '-')}`} data-stale={Boolean(group.stale)}>
      <header>
        <button type="button" className="ac-fold" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={open ? 'ChevronDown' : 'ChevronRight'} /> <h3>{group.title}</h3>
          <span className="ac-meta">{group.total > 1 ? `${group.filled || 0} of ${group.total}` : ''}</span>
          {group.missing ? <span className="ac-chip ac-wait">{group.missing} missing</span> : null}
        </button>
        <span className="ac-acts">
          {group.stale ? <button type="button" className="ac-chip ac-old" aria-expanded={why} aria-label={`${group.title} is out of date: show why`} onClick={() => setWhy(!why)}><Icon name="ClockAlert" size={12} /> Out of date <Icon name={why ? 'ChevronUp' : 'ChevronDown'} size={12} /></button> : null}
          {group.filled || group.pinned ? <Pin name={group.title} node={group} busy={busy} toggle={(on) => acts.pin(on, { section: group.id })} /> : null}
          {group.drafts && acts.redraft && !group.stale && !group.pinned ? <button type="button" className="ac-link" disabled={busy} aria-label={`Redraft ${group.title}`} onClick={() => acts.redraft(group.id)}>Redraft</button> : null}
        </span>
      </header>
      {group.stale && why ? <Stale group={group} busy={busy} acts={acts} edit={edit} /> : null}
      {open ? <div ref={fields}>{(group.fields || []).map((node) => <Field key={node.path} node={node} busy={busy} acts={acts} />)}</div> : null}
    </section>
  );
}

const sections = (count) => `${count} ${count === 1 ? 'section' : 'sections'}`;

function Impact({ view }) {
  const impact = view.impact;
  if (!impact) return null;
  const falling = impact.stages.flatMap((one) => one.falls.map((number) => `${one.title} v${number}`));
  return (
    <section className="ac-group ac-impact" aria-label="What approving makes out of date">
      <header><h3><span className="ac-old ac-tone"><Icon name="ClockAlert" size={14} /></span> Approving v{view.version} makes {sections(impact.count)} out of date</h3></header>
      <p className="ac-meta">Nothing is deleted. What is out of date is redrafted, edited or confirmed before it goes out.{falling.length ? ` ${falling.length === 1 ? 'This approval falls' : 'These approvals fall'}: ${falling.join(', ')}.` : ''}</p>
      {impact.stages.map((one) => (
        <details key={one.stage} className="ac-row ac-hit">
          <summary><span><strong>{one.title}</strong> {one.sections.map((section) => section.title).join(', ')}</span><span className="ac-meta">{one.sections.length} of {one.of}</span></summary>
          {one.sections.map((section) => <div key={section.id} className="ac-hit-why"><strong>{section.title}</strong><Reasons why={section.why} /></div>)}
        </details>
      ))}
    </section>
  );
}

function Version({ line, newest, busy, restore, compare }) {
  const [sure, setSure] = useState(false);
  return (
    <li className="ac-version" data-version={line.number}>
      <div className="ac-version-head">
        <strong>v{line.number}</strong>
        <span className={`ac-chip ac-${STATUS_TONE[line.status] || 'off'}`}><Icon name={STATUS_ICON[line.status] || 'Circle'} size={12} /> {line.word}</span>
        <span className="ac-acts">
          {compare ? <button type="button" className="ac-link" disabled={busy} aria-label={`Compare v${line.number} with v${compare.from}`} onClick={compare.go}>Compare with v{compare.from}</button> : null}
          {restore && line.number !== newest ? <button type="button" className="ac-link" disabled={busy} aria-label={`Restore v${line.number}`} aria-expanded={sure} onClick={() => setSure(!sure)}>Restore</button> : null}
        </span>
      </div>
      <span className="ac-meta">{line.how}, by {line.by}, {when(line.made)}</span>
      {line.decision ? <span className="ac-meta">{line.decision}, {when(line.decided)}{line.comment ? <>: <q>{line.comment}</q></> : null}</span> : null}
      {sure ? (
        <div className="ac-sure">
          <p>Make v{newest + 1} with the content of v{line.number}? v{newest} stays in the history.</p>
          <div className="ac-buttons"><button type="button" className="ac-button" onClick={() => setSure(false)}>Cancel</button><button type="button" className="ac-button" disabled={busy} onClick={() => restore(line.number)}>Restore v{line.number} as v{newest + 1}</button></div>
        </div>
      ) : null}
    </li>
  );
}

function History({ view, busy, restore, compare }) {
  const versions = view.versions || [];
  const newest = versions[0]?.number || 0;
  const inForce = versions.find((line) => line.status === 'approved' || line.status === 'stale')?.number;
  const against = (number) => (inForce && inForce < number ? inForce : number - 1);
  const [pair, setPair] = useState([against(newest), newest]);
  const [found, setFound] = useState(null);
  const [working, setWorking] = useState(false);
  const shown = useRef(null);
  const run = async (from, to) => {
    setPair([from, to]); setWorking(true);
    setFound(await compare(from, to)); setWorking(false);
    shown.current?.scrollIntoView({ block: 'nearest' });
  };
  const choose = (place, text) => setPair(pair.map((number, at) => (at === place ? Number(text) : number)));
  const choice = (place, text) => (
    <label><span className="ac-hidden">{text}</span>
      <select value={pair[place]} onChange={(event) => choose(place, event.target.value)}>{versions.map((line) => <option key={line.number} value={line.number}>v{line.number} {line.word}</option>)}</select>
    </label>
  );
  return (
    <section className="ac-history">
      {versions.length > 1 ? (
        <form className="ac-pair" onSubmit={(event) => { event.preventDefault(); run(Math.min(...pair), Math.max(...pair)); }}>
          {choice(0, 'Compare this version')}<span className="ac-meta">with</span>{choice(1, 'with this version')}
          <button type="submit" className="ac-button" disabled={busy || working || pair[0] === pair[1]}><Icon name="GitCompareArrows" /> Compare</button>
        </form>
      ) : <p className="ac-meta">One version so far. The next one can be compared with it.</p>}
      <div aria-live="polite" ref={shown}>
        {working ? <p className="ac-meta">Comparing v{pair[0]} and v{pair[1]}</p> : null}
        {found?.error ? <p className="ac-refusal">{found.error}</p> : null}
        {found?.rows && !working ? (
          <section className="ac-group ac-compared" aria-label={`v${found.before} and v${found.after} compared`}>
            <header><h3>v{found.before} to v{found.after}</h3><span className="ac-acts"><span className="ac-meta">{found.material} material, {found.wording} wording</span><button type="button" className="ac-icon" aria-label="Close the comparison" onClick={() => setFound(null)}><Icon name="X" /></button></span></header>
            {found.rows.length ? <Differences rows={found.rows} total={found.material + found.wording} url={found.url} /> : <p className="ac-none"><Icon name="Check" /> They say the same.</p>}
          </section>
        ) : null}
      </div>
      <ol className="ac-versions" aria-label="Versions">
        {versions.map((line) => <Version key={line.number} line={line} newest={newest} busy={busy || working} restore={restore} compare={line.number > 1 ? { from: against(line.number), go: () => run(against(line.number), line.number) } : null} />)}
      </ol>
      {versions.length > 1 && !restore ? <p className="ac-meta">To restore an earlier version, take v{newest} back to draft first.</p> : null}
    </section>
  );
}

function Gate({ view, acknowledged, setAcknowledged, busy, fix }) {
  const checked = view.checked;
  return (
    <div className="ac-gate">
      <h2>Approve {view.title} v{view.version}?</h2>
      <p className="ac-meta">
        {checked ? `Score ${checked.score}, ${checked.words}. ${checked.passed} of ${checked.total} checks pass. Checked ${when(checked.at)} with ruleset ${checked.ruleset}.` : 'Not checked yet.'}
      </p>
      <Impact view={view} />
      {view.changes ? (
        <section className="ac-group ac-changes">
          <header><h3>Changed since v{view.changes.since}</h3><span className="ac-meta">{view.changes.count} {view.changes.count === 1 ? 'value' : 'values'}, {view.changes.material || 'none'} material</span></header>
          {view.changes.count ? <Differences rows={view.changes.rows} total={view.changes.count} url={view.changes.url} /> : <p className="ac-none"><Icon name="Check" /> It says the same as v{view.changes.since}.</p>}
        </section>
      ) : null}
      <section className="ac-group">
        <header><h3>Findings</h3><span className="ac-meta">{view.findings.length || 'None'}</span></header>
        {view.findings.length === 0 ? <p className="ac-none"><Icon name="Check" /> {checked ? `No findings. ${checked.total} checks ran.` : 'Run the checks first.'}</p> : null}
        {byRule(view.findings).map((same) => {
          const [first] = same;
          const keys = same.map((finding) => finding.key);
          const done = keys.every((key) => acknowledged.includes(key));
          return (
            <Finding key={first.key} finding={first} same={same}>
              <div className="ac-finding-side">
                {first.fix && same.length === 1 ? <button type="button" className="ac-link" disabled={busy} onClick={() => fix(first)}>{first.fix}</button> : null}
                {first.blocks ? <span className="ac-meta">Stops approval</span> : (
                  <label className="ac-check">
                    <input type="checkbox" checked={done} disabled={busy} onChange={() => setAcknowledged(done ? acknowledged.filter((key) => !keys.includes(key)) : [...new Set([...acknowledged, ...keys])])} />
                    {done ? 'Acknowledged' : 'Acknowledge'}{same.length > 1 ? ` ${same.length}` : ''}
                  </label>
                )}
              </div>
            </Finding>
          );
        })}
      </section>
    </div>
  );
}

function Canvas({ view, callAction }) {
  const stamp = `${view.campaign_id}:${view.stage}:${view.version}:${view.status}`;
  const [tab, setTab] = useState(view.status === 'in_review' ? 'gate' : 'fields');
  const [busy, setBusy] = useState(false);
  const [acknowledged, setAcknowledged] = useState([]);
  const [comment, setComment] = useState('');
  const [refusal, setRefusal] = useState('');
  const going = useRef(false);
  const body = useRef(null);
  const head = useRef(null);
  useLayoutEffect(() => {
    // On a phone the panel is a dialog that Chainlit leaves without a name.
    const named = head.current?.closest('[role="dialog"]')?.getAttribute('aria-labelledby');
    if (named && !document.getElementById(named)) head.current.id = named;
  }, []);
  useEffect(() => { setTab(view.status === 'in_review' ? 'gate' : 'fields'); }, [view.campaign_id, view.stage, view.status]);
  useEffect(() => { setAcknowledged([]); setComment(''); setRefusal(''); }, [stamp]);
  useEffect(() => { body.current?.scrollTo(0, 0); }, [view.stage, tab]);

  const send = async (event) => {
    if (going.current) return undefined;
    going.current = true; setBusy(true); setRefusal('');
    try {
      const answer = await callAction({ name: 'event', payload: { ...event, id: globalThis.crypto?.randomUUID?.(), campaign_id: view.campaign_id } });
      if (answer?.response?.error) setRefusal(answer.response.error);
      return answer?.response;
    } catch (error) {
      toast.error('The server could not be reached. Nothing was changed; reload the page and try again.');
      return undefined;
    } finally { going.current = false; setBusy(false); }
  };
  const click = (action, args = {}, version = view.version) => send({ kind: 'click', action, stage: view.stage, version, args });
  const set = (path, value, base = view.version) => send({ kind: 'set', values: { [path]: value }, base });
  const compare = async (from, to) => {
    try {
      return (await callAction({ name: 'comparison', payload: { stage: view.stage, from, to } }))?.response;
    } catch (error) {
      return { error: 'The server could not be reached, so nothing was compared. Nothing was changed; try again.' };
    }
  };
  const offer = (name) => view.offers.find((item) => item.action === name && item.stage === view.stage);
  const go = (stage) => send({ kind: 'click', action: 'go_to', stage, args: {} });
  const acts = {
    version: view.version,
    set,
    pin: (on, what) => click(on ? 'pin' : 'unpin', what),
    redraft: offer('redraft')?.enabled ? (section) => click('redraft', { section }) : null,
    stillValid: offer('still_valid')?.enabled ? (section, reason) => click('still_valid', { section, ...(reason ? { reason } : {}) }) : null
  };
  const steps = (event) => {
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!move) return;
    event.preventDefault();
    const all = [...event.currentTarget.querySelectorAll('[role="tab"]')];
    const next = all[(all.indexOf(document.activeElement) + move + all.length) % all.length];
    next.focus(); next.click();
  };
  const jump = (path) => { setTab('fields'); setTimeout(() => document.getElementById(slug(path))?.scrollIntoView({ block: 'center' }), 60); };

  const missing = (view.groups || []).flatMap((group) => group.fields || []).flatMap(function walk(node) { return [node, ...(node.fields || []).flatMap(walk)]; }).filter((node) => node.missing);
  const approve = offer('approve'); const changes = offer('request_changes'); const override = offer('override'); const submit = offer('submit');
  const pending = (view.findings || []).filter((finding) => !finding.blocks && !acknowledged.includes(finding.key)).length;
  const why = approve && !approve.enabled ? approve.reason : pending ? `Acknowledge ${pending} more ${pending === 1 ? 'finding' : 'findings'} to approve.` : '';
  const place = view.stages.findIndex((item) => item.id === view.stage) + 1;
  const tabs = [...(approve || changes ? [['gate', 'Gate']] : []), ['fields', view.stage === 'strategy' ? 'Layers' : 'Fields'], ['findings', 'Findings', (view.findings || []).length], ['history', 'History', (view.versions || []).length]];

  return (
    <div className="ac-panel" data-stage={view.stage} data-status={view.status || 'none'} data-version={view.version || 0} aria-busy={busy}>
      <header className="ac-head">
        <button type="button" className="ac-close" aria-label="Close the panel" onClick={() => document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))}><Icon name="ArrowLeft" size={16} /></button>
        <h2 ref={head}>{view.title}</h2>
        {view.version ? <span className={`ac-chip ac-${STATUS_TONE[view.status] || 'off'}`}><Icon name={STATUS_ICON[view.status] || 'Circle'} size={12} /> {view.word} v{view.version}</span> : null}
        <span className="ac-meta ac-by">{view.version ? `By ${view.author}, ${when(view.made)}` : ''}</span>
      </header>
      <div className="ac-steps" aria-label="Stages">
        <span className="ac-meta">{place} of {view.stages.length}</span>
        <span className="ac-dots">{view.stages.map((item) => <i key={item.id} className={`${item.status === 'approved' || item.status === 'active' ? 'ac-done' : ''}${item.current ? ' ac-now' : ''}`} title={`${item.title}: ${item.word}`} />)}</span>
        <select aria-label="Go to a stage" value={view.stage} disabled={busy} onChange={(event) => go(event.target.value)}>
          {view.stages.filter((item) => item.id !== 'campaign').map((item) => <option key={item.id} value={item.id} disabled={item.status === 'blocked'}>{item.title}: {item.word}</option>)}
        </select>
      </div>
      {view.version ? (
        <nav className="ac-tabs" role="tablist" aria-label={view.title} onKeyDown={steps}>
          {tabs.map(([key, text, count]) => <button key={key} type="button" role="tab" aria-selected={tab === key} tabIndex={tab === key ? 0 : -1} onClick={() => setTab(key)}>{text}{count ? <span className="ac-count">{count}</span> : null}</button>)}
        </nav>
      ) : null}
      <div className="ac-body" ref={body} role={view.version ? 'tabpanel' : undefined} aria-label={view.version ? tabs.find(([key]) => key === tab)?.[1] : undefined}>
        {!view.version ? <div className="ac-nothing"><Icon name="Lock" size={20} /><p>{view.why}</p></div> : null}
        {view.note && view.status === 'changes_requested' ? <div className="ac-banner ac-bad"><Icon name="Undo2" size={16} /> <p><strong>Changes requested.</strong> {view.note}</p></div> : null}
        {refusal ? <div className="ac-banner ac-bad" role="alert"><Icon name="OctagonX" size={16} /> <p>{refusal}</p></div> : null}
        {view.version && tab === 'gate' ? <Gate view={view} acknowledged={acknowledged} setAcknowledged={setAcknowledged} busy={busy} fix={(finding) => click('apply_fix', { check: finding.check, ...(finding.path ? { path: finding.path } : {}) })} /> : null}
        {view.version && tab === 'fields' ? (
          <>
            {missing.length ? (
              <div className="ac-banner ac-wait"><Icon name="CircleAlert" size={16} />
                <p><strong>Needs you: {missing.length} required {missing.length === 1 ? 'field is' : 'fields are'} missing.</strong> {missing.slice(0, 8).map((node) => <button key={node.path} type="button" className="ac-link" onClick={() => jump(node.path)}>{node.label}</button>)}</p>
              </div>
            ) : null}
            {view.groups.map((group) => <Group key={`${view.stage}:${group.id}`} group={group} busy={busy} acts={acts} />)}
          </>
        ) : null}
        {view.version && tab === 'findings' ? (
          <section className="ac-group">
            <p className="ac-meta">{view.checked ? `Score ${view.checked.score}, ${view.checked.words}. ${view.checked.passed} of ${view.checked.total} checks pass.` : 'The checks have not run on this version.'}</p>
            {view.findings.map((finding) => (
              <Finding key={finding.key} finding={finding}>
                <div className="ac-finding-side">
                  {finding.fix && offer('apply_fix') ? <button type="button" className="ac-link" disabled={busy} onClick={() => click('apply_fix', { check: finding.check, ...(finding.path ? { path: finding.path } : {}) })}>{finding.fix}</button> : null}
                  {finding.path ? <button type="button" className="ac-link" onClick={() => jump(finding.path)}>Show</button> : null}
                </div>
              </Finding>
            ))}
            {view.checked && view.findings.length === 0 ? <p className="ac-none"><Icon name="Check" /> No findings.</p> : null}
          </section>
        ) : null}
        {view.version && tab === 'history' ? <History key={`${view.campaign_id}:${view.stage}`} view={view} busy={busy} compare={compare} restore={offer('restore_version')?.enabled ? (number) => click('restore_version', { number }) : null} /> : null}
      </div>
      <footer className="ac-foot">
        {approve || changes ? (
          <>
            <label className="ac-comment"><span>Comment <em>needed to request changes</em></span>
              <textarea rows={2} value={comment} placeholder="What should change, or why you approve" disabled={busy} onChange={(event) => setComment(event.target.value)} />
            </label>
            <div className="ac-decide">
              <span className="ac-who">{view.actor.name.toLowerCase() === view.actor.role ? view.actor.name : `${view.actor.name}, ${view.actor.role}`}{why ? <em id="ac-why">{why}</em> : null}</span>
              {override ? <button type="button" className="ac-button" disabled={busy || view.actor.role !== 'admin' || !comment.trim() || pending > 0} title="Only an admin, with a reason in the comment" onClick={() => click('override', { reason: comment, acknowledge: acknowledged })}>Override</button> : null}
              <button type="button" className="ac-button" data-action="request_changes" disabled={busy || !comment.trim()} onClick={() => click('request_changes', { comment })}><Icon name="Undo2" /> Request changes</button>
              <button type="button" className="ac-button ac-primary" data-action="approve" disabled={busy} aria-disabled={Boolean(why)} aria-describedby={why ? 'ac-why' : undefined} onClick={() => (why ? setTab('gate') : click('approve', { acknowledge: acknowledged, ...(comment.trim() ? { comment } : {}) }))}><Icon name="CircleCheck" /> Approve v{view.version}{view.impact ? `, mark ${view.impact.count} out of date` : ''}</button>
            </div>
          </>
        ) : (
          <div className="ac-decide">
            <span className="ac-who">
              {view.decision && view.status === 'approved' ? <>Approved by {view.decision.by}, {when(view.decision.at)}</> : submit ? (submit.enabled ? 'Nothing required is missing.' : <em>{missing.length} required {missing.length === 1 ? 'field is' : 'fields are'} missing.</em>) : view.line}
            </span>
            {view.version && offer('run_qc') ? <button type="button" className="ac-button" disabled={busy} onClick={() => click('run_qc')}>Run checks</button> : null}
            {submit ? <button type="button" className="ac-button ac-primary" data-action="submit" disabled={busy} aria-disabled={!submit.enabled} onClick={() => (submit.enabled ? click('submit') : missing[0] && jump(missing[0].path))}>Submit v{view.version}</button> : null}
            {offer('generate_package') ? <button type="button" className={`ac-button${view.package ? '' : ' ac-primary'}`} data-action="generate_package" disabled={busy} onClick={() => click('generate_package')}><Icon name="Package" /> {view.package ? 'Make it again' : 'Make the package'}</button> : null}
            {offer('generate_package') && view.package ? <a className="ac-button ac-primary" data-action="download" href={view.package.url} download><Icon name="Download" /> Download, {size(view.package.bytes)}</a> : null}
          </div>
        )}
      </footer>
    </div>
  );
}

// The page evaluates this file anew with every change of its props; a component that stays the same keeps what was typed.
const parts = (window.aicmoParts ||= {});
const Stable = (parts.Canvas ||= Canvas);

export default <Stable view={props} callAction={callAction} />;
