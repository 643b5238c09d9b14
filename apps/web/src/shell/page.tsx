import { type ReactNode, useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

/** Where the reader was when the last page was drawn; on arrival elsewhere, focus goes to the new page's heading. */
let lastPath: string | null = null;

interface PageProperties {
  /** What the window and the history call the page. */
  title: string;
  heading: ReactNode;
  lead?: ReactNode;
  narrow?: boolean;
  /** Takes the focus although the address has not changed: a form that turned into its confirmation. */
  focused?: boolean;
  children?: ReactNode;
}

export function Page({ title, heading, lead, narrow = false, focused = false, children }: PageProperties): ReactNode {
  const { pathname } = useLocation();
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Komitmen`;
  }, [title]);
  useEffect(() => {
    if (focused || (lastPath !== null && lastPath !== pathname)) ref.current?.focus({ preventScroll: true });
    lastPath = pathname;
  }, [pathname, focused]);
  return (
    <div className={`page${narrow ? ' page-narrow' : ''}`}>
      <h1 ref={ref} tabIndex={-1}>
        {heading}
      </h1>
      {lead !== undefined && <div className="lead">{lead}</div>}
      {children}
    </div>
  );
}
