import { useState } from 'react';
import * as Lucide from 'lucide-react';

const FIRST = 6;

function Words({ parts }) {
  return (
    <p className="ac-redline">
      {parts.map(([op, text], place) => (
        op === 'insert' ? <ins key={place}><span className="ac-hidden">added </span>{text}</ins> : op === 'delete' ? <del key={place}><span className="ac-hidden">removed </span>{text}</del> : <span key={place}>{text}</span>
      ))}
    </p>
  );
}

function Redline({ view }) {
  const [all, setAll] = useState(false);
  const rows = all ? view.rows : view.rows.slice(0, FIRST);
  const rest = view.material + view.wording - view.rows.length;
  return (
    <div className="ac-compare">
      {rows.map((row, place) => (
        <div className="ac-difference" key={`${row.path}:${place}`}>
          <strong>{row.label}</strong>
          {row.matters.map((matter) => <span key={matter} className="ac-chip ac-wait">{matter}</span>)}
          {row.kind === 'moved' ? <p className="ac-redline">Moved from {row.from}.</p> : <Words parts={row.parts} />}
        </div>
      ))}
      <div className="ac-buttons">
        {view.rows.length > FIRST ? <button type="button" className="ac-button" aria-expanded={all} onClick={() => setAll(!all)}>{all ? 'Show fewer' : `Show ${view.rows.length - FIRST} more`}</button> : null}
        <a className="ac-button" href={view.url} download><Lucide.FileDown size={14} strokeWidth={1.75} aria-hidden="true" /> Redline as a Word file</a>
      </div>
      {rest > 0 ? <p className="ac-meta">{rest} more {rest === 1 ? 'difference stands' : 'differences stand'} in the file.</p> : null}
    </div>
  );
}

// The page evaluates this file anew with every change of its props; a component that stays the same keeps what was unfolded.
const parts = (window.aicmoParts ||= {});
const Stable = (parts.Redline ||= Redline);

export default <Stable view={props} />;
