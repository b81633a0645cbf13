import { useRef, useState } from 'react';
import { toast } from 'sonner';

const words = (value) => (value && typeof value === 'object' ? ('amount' in value ? `${value.amount.toLocaleString('en-GB')} ${value.currency}` : Object.values(value).filter(Boolean).join(', ')) : String(value));

function Conflicts({ view, callAction }) {
  const [chosen, setChosen] = useState({});
  const [busy, setBusy] = useState(false);
  const going = useRef(false);

  const choose = async (path, value) => {
    if (going.current) return;
    going.current = true; setBusy(true);
    try {
      const answer = await callAction({ name: 'event', payload: { kind: 'set', values: { [path]: value }, id: globalThis.crypto?.randomUUID?.() } });
      if (answer?.response?.ok) setChosen({ ...chosen, [path]: words(value) });
    } catch (error) {
      toast.error('The server could not be reached. Nothing was changed; reload the page and try again.');
    } finally { going.current = false; setBusy(false); }
  };

  return (
    <div className="ac-conflicts">
      {view.conflicts.map((conflict) => (
        <fieldset key={conflict.path} className="ac-conflict" disabled={busy || view.open === false}>
          <legend>{conflict.label}: which one holds?</legend>
          {conflict.values.map((value, place) => (
            <button key={place} type="button" className="ac-choice" aria-pressed={chosen[conflict.path] === words(value)} onClick={() => choose(conflict.path, value)}>
              <strong>{words(value)}</strong>
              {conflict.quotes[place] ? <q>{conflict.quotes[place]}</q> : null}
            </button>
          ))}
        </fieldset>
      ))}
    </div>
  );
}

// The page evaluates this file anew with every change of its props; a component that stays the same keeps what was typed.
const parts = (window.aicmoParts ||= {});
const Stable = (parts.Conflicts ||= Conflicts);

export default <Stable view={props} callAction={callAction} />;
