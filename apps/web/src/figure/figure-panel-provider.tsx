import { lazy, type ReactNode, Suspense, useCallback, useRef, useState } from 'react';
import { FigurePanelContext, type OpenFigure } from './figure-panel-context';

const FigurePanel = lazy(() => import('./figure-panel'));

/** Holds the one panel of the page; its code is fetched at the first question. */
export function FigurePanelProvider({ children }: { children: ReactNode }): ReactNode {
  const [opened, setOpened] = useState<OpenFigure | null>(null);
  const [shown, setShown] = useState(false);
  const asked = useRef<Element | null>(null);
  const open = useCallback((next: OpenFigure) => {
    asked.current = document.activeElement;
    setOpened(next);
    setShown(true);
  }, []);
  const close = (): void => {
    setShown(false);
    // The panel's focus trap lets go a moment after it closes.
    setTimeout(() => {
      if (asked.current instanceof HTMLElement) asked.current.focus();
    }, 150);
  };
  return (
    <FigurePanelContext value={open}>
      {children}
      {opened !== null && (
        <Suspense fallback={null}>
          <FigurePanel key={`${opened.title}${opened.figure.value ?? ''}`} opened={opened} shown={shown} close={close} />
        </Suspense>
      )}
    </FigurePanelContext>
  );
}
