//! Serving the pages until somebody asks to stop.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use commonbeat_app::App;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tracing::{info, warn};

use crate::config::Config;
use crate::exit::{Failure, Result};
use crate::worker;

/// Resolves when the process is asked to stop: Ctrl+C or SIGTERM.
pub async fn asked_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! { () = interrupted => {}, () = terminated => {} }
}

/// Takes an address to listen on; port 0 takes a free one.
pub async fn listen(at: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(at).await.map_err(|e| match e.kind() {
        std::io::ErrorKind::AddrInUse => {
            Failure::unfit(format!("{at} is in use by another program; choose another with --listen"))
        }
        _ => Failure::unfit(format!("cannot listen on {at}: {e}")),
    })
}

/// The whole site over the use cases.
pub fn site(app: &App, config: &Config) -> Result<Router> {
    let settings = commonbeat_web::Settings {
        https: config.https(),
        trusted_origins: config.trusted_origins.clone(),
        uploads: config.uploads(),
    };
    commonbeat_web::router(app.clone(), settings).map_err(|e| Failure::broken("building the pages", e))
}

/// Serves, and works in the background unless not wanted, until `stop` resolves. Requests under way may end, within
/// the grace of the settings.
pub async fn serve(
    app: App,
    config: &Config,
    site: Router,
    listener: TcpListener,
    work: bool,
    stop: impl Future<Output = ()>,
) -> Result<()> {
    let (tell, told) = watch::channel(false);
    let stopped = |mut told: watch::Receiver<bool>| async move { drop(told.wait_for(|stop| *stop).await) };
    let service = site.into_make_service_with_connect_info::<SocketAddr>();
    let pages = axum::serve(listener, service).with_graceful_shutdown(stopped(told.clone()));
    let pages = tokio::spawn(async move { pages.await });
    let working = async {
        if work {
            app.work(worker::settings(config), stopped(told.clone())).await;
        }
    };
    let watching = app.watch_trail(stopped(told.clone()));
    let grace = Duration::from_secs(config.worker.grace_seconds);
    let ending = async {
        stop.await;
        info!("Stopping");
        // Nobody may be listening any more; then there is nobody to tell.
        let _ = tell.send(true);
        match tokio::time::timeout(grace, pages).await {
            Ok(Ok(served)) => served.map_err(|e| Failure::broken("serving", e)),
            Ok(Err(error)) => Err(Failure::broken("serving", error)),
            Err(_) => {
                warn!("Requests were still under way after {} s; they are cut off", grace.as_secs());
                Ok(())
            }
        }
    };
    let (ended, (), ()) = tokio::join!(ending, working, watching);
    app.store().close().await;
    ended
}
