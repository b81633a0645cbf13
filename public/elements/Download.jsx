import { Download as Arrow, Package } from 'lucide-react';

const size = (bytes) => (bytes > 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1e3))} kB`);

export default function Download() {
  return (
    <a className="ac-download" href={props.url} download>
      <Package size={20} strokeWidth={1.75} aria-hidden="true" />
      <span><strong>{props.name}</strong><small>{size(props.bytes)}{props.formats.length ? `, ${props.formats.join(', ')}` : ''}</small></span>
      <Arrow size={16} strokeWidth={1.75} aria-hidden="true" /><span className="ac-hidden">Download</span>
    </a>
  );
}
