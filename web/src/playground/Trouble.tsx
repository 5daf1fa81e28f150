import { Component, type ReactNode } from "react";

/** Shows a page instead of nothing where a component fails. */
export class Trouble extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <main className="notice">
        <h1>The playground stopped</h1>
        <p>{error.message}</p>
        <p>Load the page again. If that does not help, forget what the page keeps in this browser: tabs, history, settings.</p>
        <p>
          <button type="button" className="button" onClick={() => { location.reload(); }}>
            Load again
          </button>{" "}
          <button type="button" className="button" onClick={() => { localStorage.clear(); location.reload(); }}>
            Forget and load again
          </button>
        </p>
      </main>
    );
  }
}
