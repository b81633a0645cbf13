import { useRef, useState } from 'react';
import { toast } from 'sonner';

function Ask({ view, callAction }) {
  const [values, setValues] = useState({});
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const going = useRef(false);
  const filled = Object.entries(values).filter(([, text]) => text.trim());

  const submit = async (event) => {
    event.preventDefault();
    if (going.current || !filled.length) return;
    going.current = true; setBusy(true); setRefusal('');
    const typed = Object.fromEntries(filled.map(([path, text]) => {
      const field = view.fields.find((item) => item.path === path);
      return [path, field?.several ? text.split('\n').map((line) => line.trim()).filter(Boolean) : text.trim()];
    }));
    try {
      const answer = await callAction({ name: 'event', payload: { kind: 'set', values: typed, id: globalThis.crypto?.randomUUID?.() } });
      if (answer?.response?.error) setRefusal(answer.response.error);
    } catch (error) {
      toast.error('The server could not be reached. What you typed is still here; reload the page and try again.');
    } finally { going.current = false; setBusy(false); }
  };

  if (view.open === false) return null;
  return (
    <form className="ac-form" data-group={view.group} onSubmit={submit} aria-label={`Questions about ${view.group}`}>
      {view.fields.map((field) => (
        <label key={field.path}>
          <span>{field.label}{view.required ? null : <em> optional</em>}</span>
          <small>{field.question}</small>
          {field.options.length ? (
            <select name={field.path} value={values[field.path] || ''} disabled={busy} onChange={(event) => setValues({ ...values, [field.path]: event.target.value })}>
              <option value="">Choose</option>
              {field.options.map((word) => <option key={word} value={word}>{word.replace(/_/g, ' ')}</option>)}
            </select>
          ) : (
            <textarea name={field.path} rows={field.several ? 3 : 2} value={values[field.path] || ''} placeholder={field.several ? 'One entry per line' : ''} disabled={busy} onChange={(event) => setValues({ ...values, [field.path]: event.target.value })} />
          )}
        </label>
      ))}
      {refusal ? <p className="ac-refusal" role="alert">{refusal}</p> : null}
      <div className="ac-buttons">
        <button type="submit" className="ac-button ac-primary" disabled={busy || !filled.length}>Save {filled.length > 1 ? `${filled.length} answers` : 'answer'}</button>
      </div>
    </form>
  );
}

// The page evaluates this file anew with every change of its props; a component that stays the same keeps what was typed.
const parts = (window.aicmoParts ||= {});
const Stable = (parts.Ask ||= Ask);

export default <Stable view={props} callAction={callAction} />;
