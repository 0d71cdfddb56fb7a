/** The place of a text that is still loading. */
export function Blank({ className }: { readonly className: string }) {
  return <span className={`block animate-pulse rounded-sm bg-blank ${className}`} aria-hidden="true" />;
}
