import { useEffect, useRef, useState } from 'react';
import * as Lucide from 'lucide-react';
import { toast } from 'sonner';
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuLabel, DropdownMenuSeparator, DropdownMenuTrigger } from '@/components/ui/dropdown-menu';

const Icon = ({ name, size = 14 }) => {
  const Shape = Lucide[name] || Lucide.Circle;
  return <Shape size={size} strokeWidth={1.75} aria-hidden="true" />;
};
const FORMS = {
  new_campaign: { title: 'New campaign', button: 'Create campaign', fields: [['name', 'Name', true], ['client_name', 'Client', false]] },
  edit_campaign: { title: 'Edit campaign', button: 'Save campaign', fields: [['name', 'Name', true], ['client_name', 'Client', false], ['budget', 'Budget, such as 45,000 GBP', false], ['start_date', 'Starts (2026-09-07)', false], ['end_date', 'Ends (2026-11-29)', false]] },
  duplicate_campaign: { title: 'Duplicate as a new campaign', button: 'Duplicate', fields: [['name', 'Name of the copy', true]] },
  restore_version: { title: 'Restore an earlier version', button: 'Restore as a new version', fields: [['number', 'Version number', true]] },
  invite_client: { title: 'Ask the client to decide', button: 'Make the link', fields: [['email', 'Email of the client', true, 'email'], ['name', 'Name', false], ['message', 'Message to them', false], ['days', 'Days until the link expires (14)', false, 'number'], ['acknowledge', 'I took note of the warnings', false, 'checkbox']] },
  revoke_invitation: { title: 'Revoke an invitation', button: 'Revoke', fields: [['email', 'Email of the client', true, 'email']] }
};
const ICON = { submit: 'Send', run_qc: 'ListChecks', redraft: 'Feather', reopen: 'Undo2', generate_package: 'Package' };

function Form({ name, view, busy, done, click }) {
  const form = FORMS[name];
  const before = name === 'edit_campaign' ? { name: view.campaign, client_name: view.client } : {};
  const [values, setValues] = useState(before);
  const submit = async (event) => {
    event.preventDefault();
    const args = Object.fromEntries(Object.entries(values).map(([key, text]) => [key, String(text).trim()]).filter(([key, text]) => text && text !== before[key]));
    for (const key of ['number', 'days']) if (args[key]) args[key] = Number(args[key]);
    if (args.acknowledge) args.acknowledge = args.acknowledge === 'true';
    const answer = await click(name, args);
    if (answer?.ok) done();
  };
  return (
    <form className="ac-form" onSubmit={submit}>
      <strong>{form.title}</strong>
      {form.fields.map(([key, label, required, type]) => type === 'checkbox' ? (
        <label key={key} className="ac-check"><input type="checkbox" checked={Boolean(values[key])} disabled={busy} onChange={(event) => setValues({ ...values, [key]: event.target.checked })} /> {label}</label>
      ) : (
        <label key={key}>{label}<input type={type || 'text'} value={values[key] || ''} required={required} disabled={busy} onChange={(event) => setValues({ ...values, [key]: event.target.value })} /></label>
      ))}
      <div className="ac-buttons">
        <button type="button" className="ac-button" onClick={done}>Cancel</button>
        <button type="submit" className="ac-button ac-primary" disabled={busy}>{form.button}</button>
      </div>
    </form>
  );
}

function Offers({ view, callAction }) {
  const [busy, setBusy] = useState(false);
  const [form, setForm] = useState('');
  const going = useRef(false);

  const send = async (event) => {
    if (going.current) return undefined;
    going.current = true; setBusy(true);
    try {
      const answer = await callAction({ name: 'event', payload: { ...event, id: globalThis.crypto?.randomUUID?.(), campaign_id: view.campaign_id } });
      return answer?.response;
    } catch (error) {
      toast.error('The server could not be reached. Nothing was changed; reload the page and try again.');
      return undefined;
    } finally { going.current = false; setBusy(false); }
  };
  const click = (action, args = {}, stage = view.stage) => {
    const campaign = action.endsWith('_campaign');
    return send({ kind: 'click', action, ...(campaign ? {} : { stage }), ...(campaign || action === 'go_to' ? {} : { version: view.version }), args });
  };
  const open = () => callAction({ name: 'open_panel', payload: {} });

  useEffect(() => {
    window.aicmo?.show(view, (stage) => click('go_to', {}, stage));
    return () => window.aicmo?.hide(view.thread);
  }, [JSON.stringify(view)]);

  const here = view.offers.filter((offer) => offer.stage === view.stage);
  const deciding = here.find((offer) => offer.action === 'approve' || offer.action === 'request_changes');
  const plain = here.filter((offer) => ['submit', 'run_qc', 'redraft', 'reopen', 'generate_package'].includes(offer.action));
  const menu = view.offers.filter((offer) => ['invite_client', 'revoke_invitation', 'restore_version', 'new_campaign', 'edit_campaign', 'duplicate_campaign', 'archive_campaign'].includes(offer.action));

  return (
    <div className="ac-offers" data-stage={view.stage} data-version={view.version || 0}>
      <div className="ac-offer-row">
        {deciding ? <button type="button" className="ac-button ac-primary" onClick={open}><Icon name="Eye" /> Decide on {view.title} v{view.version}</button> : <button type="button" className="ac-button" onClick={open}><Icon name="PanelRight" /> Open {view.title}</button>}
        {plain.map((offer) => (
          <button key={offer.action} type="button" className={`ac-button${offer.primary && offer.enabled && !view.package ? ' ac-primary' : ''}`} disabled={busy || !offer.enabled} title={offer.reason || ''} onClick={() => click(offer.action)}>
            <Icon name={ICON[offer.action] || 'Circle'} /> {offer.label}
          </button>
        ))}
        {here.some((offer) => offer.action === 'download') && view.package ? <a className="ac-button ac-primary" href={view.package.url} download><Icon name="Download" /> Download the package</a> : null}
        <DropdownMenu>
          <DropdownMenuTrigger asChild><button type="button" className="ac-button" aria-label="More"><Icon name="Ellipsis" /></button></DropdownMenuTrigger>
          <DropdownMenuContent align="start">
            {menu.map((offer) => <DropdownMenuItem key={offer.action} onSelect={() => (FORMS[offer.action] ? setForm(offer.action) : click(offer.action))}>{offer.label}</DropdownMenuItem>)}
            {view.campaigns.length ? <><DropdownMenuSeparator /><DropdownMenuLabel>Open another campaign</DropdownMenuLabel></> : null}
            {view.campaigns.slice(0, 12).map((name) => <DropdownMenuItem key={name} onSelect={() => click('select_campaign', { name })}>{name}</DropdownMenuItem>)}
          </DropdownMenuContent>
        </DropdownMenu>
      </div>
      {here.filter((offer) => !offer.enabled && offer.reason).map((offer) => <p key={offer.action} className="ac-reason">{offer.label} is off. {offer.reason}.</p>)}
      {form ? <Form name={form} view={view} busy={busy} click={click} done={() => setForm('')} /> : null}
    </div>
  );
}

// The page evaluates this file anew with every change of its props; a component that stays the same keeps what was typed.
const parts = (window.aicmoParts ||= {});
const Stable = (parts.Offers ||= Offers);

export default <Stable view={props} callAction={callAction} />;
