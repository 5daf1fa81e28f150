import { Component, type ReactNode } from "react";

/** Shows an error page if a component fails. */
export class ErrorPage extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <main className="notice">
        <h1>The playground failed</h1>
        <p>{error.message}</p>
        <p>Reload the page. If that does not help, delete what the page stores in this browser: tabs, history and settings.</p>
        <p>
          <button type="button" className="button" onClick={() => { location.reload(); }}>
            Load again
          </button>{" "}
          <button type="button" className="button" onClick={() => { localStorage.clear(); location.reload(); }}>
            Delete and reload
          </button>
        </p>
      </main>
    );
  }
}
