import { Component, type ReactNode } from 'react';
import { ProblemPage } from './problem-page';

interface State {
  error: unknown;
}

/** A page that fails to draw, or whose part could not be fetched, leaves the shell standing. */
export class ErrorBoundary extends Component<{ children: ReactNode; resetKey: string }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override componentDidUpdate(before: { resetKey: string }): void {
    if (before.resetKey !== this.props.resetKey && this.state.error !== null) this.setState({ error: null });
  }

  override render(): ReactNode {
    return this.state.error === null ? (
      this.props.children
    ) : (
      <ProblemPage error={this.state.error} retry={() => window.location.reload()} />
    );
  }
}
