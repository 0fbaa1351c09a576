// The service worker: what the page needs is kept for when there is no network.
