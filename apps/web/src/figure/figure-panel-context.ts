import { createContext, useContext } from 'react';
import type { Figure } from '../api/types';

export interface OpenFigure {
  readonly figure: Figure;
  readonly title: string;
}

export const FigurePanelContext = createContext<(open: OpenFigure) => void>(() => undefined);
export const useFigurePanel = (): ((open: OpenFigure) => void) => useContext(FigurePanelContext);
