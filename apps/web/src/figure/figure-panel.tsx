import { Drawer } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useWords } from '../i18n';
import { FigureText } from './figure';
import { FigureFacts } from './figure-facts';
import type { OpenFigure } from './figure-panel-context';
import './figure-panel.css';

interface PanelProperties {
  opened: OpenFigure;
  shown: boolean;
  close: () => void;
}

/** "Dari mana angka ini?": one figure whole. Its inputs open in the same place, with the way back. */
export default function FigurePanel({ opened, shown, close }: PanelProperties): ReactNode {
  const { t } = useWords();
  const [path, setPath] = useState<readonly OpenFigure[]>([opened]);
  const heading = useRef<HTMLHeadingElement>(null);
  const depth = path.length;
  const current = path.at(-1) ?? opened;

  useEffect(() => {
    if (depth > 1) heading.current?.focus();
  }, [depth]);

  return (
    <Drawer.Root opened={shown} onClose={close} position="right" size={460} returnFocus={false} transitionProps={{ duration: 120 }}>
      <Drawer.Overlay />
      <Drawer.Content className="panel">
        <Drawer.Body>
          <div className="panel-head">
            <Drawer.Title className="panel-title">{t('figure.origin')}</Drawer.Title>
            <Drawer.CloseButton aria-label={t('action.close')} />
          </div>
          {depth > 1 && (
            <nav aria-label={t('panel.path')} className="panel-path">
              {path.slice(0, -1).map((step, index) => (
                <button type="button" key={`${index}${step.title}`} onClick={() => setPath(path.slice(0, index + 1))}>
                  <span aria-hidden="true">‹ </span>
                  {step.title}
                </button>
              ))}
            </nav>
          )}
          <h3 ref={heading} tabIndex={-1} className="panel-name">
            {current.title}
          </h3>
          <p className="panel-value">
            <FigureText figure={current.figure} unit parts="words" source={false} />
          </p>
          <FigureFacts figure={current.figure} open={(next) => setPath([...path, next])} leave={close} />
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
