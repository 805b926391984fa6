//! The route table: every address of the installation, what must be allowed to use it, and who answers.
//!
//! A row is written once, here; the router is made from it ([`crate::table`]). `get`, `post` and `upload` are for people
//! with an account, `public_get` and `public_post` for anybody, `secret_get` and `secret_post` for whoever holds the
//! token in the path; `proved_post` asks whoever is signed in to prove again who they are. The action is checked before the handler runs; how far it reaches, the store decides.

use commonbeat_domain::authority::Action;
use serde::Serialize;

use crate::table::Table;
use crate::{api, assets, pages};

/// The table.
#[rustfmt::skip]
pub fn table() -> Table {
    Table::default()
        // The house itself
        .public_get("/healthz",       Action::ReadPublic, pages::health::alive)
        .public_get("/readyz",        Action::ReadPublic, pages::health::ready)
        .public_get("/assets/{*file}", Action::ReadPublic, assets::show)
        .public_get("/",              Action::ReadPublic, pages::front::show)
        // Coming in, going out
        .public_get("/sign-in",       Action::ReadPublic, pages::sign_in::form)
        .public_post("/sign-in",      Action::ReadPublic, pages::sign_in::enter)
        .public_post("/sign-out",     Action::ReadPublic, pages::sign_in::leave)
        .public_get("/lock",          Action::ReadPublic, pages::lock::form)
        .public_post("/lock",         Action::ReadPublic, pages::lock::open)
        .post("/lock/now",            Action::UseAccount, pages::lock::now)
        .secret_get("/invitations/{token}",  Action::ReadPublic, pages::invitations::show)
        .secret_post("/invitations/{token}", Action::ReadPublic, pages::invitations::accept)
        .get("/start",                Action::UseAccount, pages::start::go)
        .get("/start/{role}",         Action::UseAccount, pages::start::show)
        .get("/account",              Action::UseAccount, pages::account::show)
        .post("/account/language",    Action::UseAccount, pages::account::language)
        .post("/account/sessions",    Action::UseAccount, pages::account::end)
        .post("/account/sessions/others", Action::UseAccount, pages::account::end_others)
        .get("/account/passkeys/new", Action::UseAccount, pages::credentials::new_passkey)
        .proved_post("/account/passkeys/new",    Action::UseAccount, pages::credentials::add_passkey)
        .proved_post("/account/passkeys/remove", Action::UseAccount, pages::credentials::remove_passkey)
        .get("/account/password",     Action::UseAccount, pages::credentials::new_password)
        .proved_post("/account/password", Action::UseAccount, pages::credentials::change_password)
        .get("/account/phone",        Action::UseAccount, pages::credentials::new_phone)
        .proved_post("/account/phone", Action::UseAccount, pages::credentials::change_phone)
        .proved_post("/account/codes", Action::UseAccount, pages::credentials::new_codes)
        .get("/people",               Action::ReadPeople, pages::people::list)
        .get("/people/new",           Action::ManagePeople, pages::people::new)
        .get("/people/review",        Action::ManagePeople, pages::access_review::show)
        .proved_post("/people/review", Action::ManagePeople, pages::access_review::confirm)
        .proved_post("/people/new",          Action::ManagePeople, pages::people::invite)
        .get("/people/{person}",      Action::ReadPeople, pages::people::show)
        .proved_post("/people/{person}",     Action::ManagePeople, pages::people::change)
        .proved_post("/people/{person}/account", Action::ManagePeople, pages::people::account)
        .post("/people/organizations", Action::ManagePeople, pages::people::organization)
        .get("/audit",                Action::ReadAudit, pages::audit::show)
        .get("/audit.csv",            Action::ReadAudit, pages::audit::csv)
        .post("/audit/verify",        Action::ReadAudit, pages::audit::verify)
        .post("/audit/review",        Action::ReadAudit, pages::audit::review)
        // For programs
        .public_get("/api/v1/openapi.json", Action::ReadPublic, api::openapi)
        .public_get("/api/v1/areas",        Action::ReadPublic, api::areas::list)
        .public_get("/api/v1/areas/{slug}", Action::ReadPublic, api::areas::show)
        // For residents
        .public_get("/areas/{slug}",  Action::ReadPublic, pages::area_pages::show)
        .public_get("/areas/{slug}/map",                   Action::ReadPublic, pages::area_map::newest)
        .public_get("/areas/{slug}/map/{month}",           Action::ReadPublic, pages::area_map::show)
        .public_get("/areas/{slug}/map/{month}/points.geojson", Action::ReadPublic, pages::area_map::geojson)
        .public_get("/areas/{slug}/map/{month}/points.csv",     Action::ReadPublic, pages::area_map::points_csv)
        .public_get("/areas/{slug}/map/{month}/figures.csv",    Action::ReadPublic, pages::area_map::figures_csv)
        .public_get("/areas/{slug}/catchments.geojson",    Action::ReadPublic, pages::area_map::catchments)
        .public_get("/tiles/{month}/{z}/{x}/{y}",          Action::ReadPublic, pages::tiles::show)
        .public_get("/concerns/new",  Action::RaiseConcern, pages::tell_us::new)
        .public_post("/concerns/new", Action::RaiseConcern, pages::tell_us::create)
        .public_post("/c",            Action::ReadPublic, pages::threads::find)
        .secret_get("/c/{token}",     Action::UseOwnThread, pages::threads::show)
        .secret_post("/c/{token}",    Action::UseOwnThread, pages::threads::write)
        // Concerns
        .get("/concerns",                      Action::ReadConcerns, pages::concerns::index)
        .get("/concerns/{reference}",          Action::ReadConcerns, pages::concerns::show)
        .post("/concerns/{reference}/answer",  Action::AnswerConcern, pages::concerns::answer)
        .post("/concerns/{reference}/attach",  Action::AnswerConcern, pages::concerns::attach)
        .post("/concerns/{reference}/problem", Action::AnswerConcern, pages::concerns::open_problem)
        // Concerns: the ledger of the loop
        .get("/inbox",                         Action::ReadConcerns, pages::inbox::index)
        .post("/concerns/{reference}/promise", Action::AnswerConcern, pages::concerns::ledger::promise)
        .post("/concerns/{reference}/promises/{promise}", Action::AnswerConcern, pages::concerns::ledger::end_promise)
        .post("/concerns/{reference}/owner",   Action::AnswerConcern, pages::concerns::ledger::own)
        .post("/concerns/{reference}/contact", Action::AnswerConcern, pages::concerns::ledger::contact)
        .post("/concerns/{reference}/danger",  Action::AnswerConcern, pages::concerns::ledger::danger)
        .secret_post("/c/{token}/rate",        Action::UseOwnThread, pages::threads::rate)
        .secret_post("/c/{token}/again",       Action::UseOwnThread, pages::threads::open_again)
        .get("/problems/{reference}/answers",  Action::AnswerConcern, pages::concerns::to_all)
        .post("/problems/{reference}/answers", Action::AnswerConcern, pages::concerns::answer_all)
        .get("/log",                           Action::RaiseConcern, pages::tell_us::log)
        .post("/log",                          Action::RaiseConcern, pages::tell_us::create_log)
        .get("/more",                 Action::UseAccount, pages::more::show)
        .get("/today",                Action::UseAccount, pages::today::show)
        // Problems
        .get("/problems",                          Action::ReadProblems, pages::problems::list::show)
        .get("/problems.csv",                      Action::ReadProblems, pages::problems::list::csv)
        .get("/problems/new",                      Action::WorkProblem, pages::problems::open::form)
        .post("/problems/new",                     Action::WorkProblem, pages::problems::open::open)
        .get("/problems/quick",                    Action::WorkProblem, pages::problems::quick::form)
        .post("/problems/quick",                   Action::WorkProblem, pages::problems::quick::open)
        .get("/problems/{reference}",              Action::ReadProblems, pages::problems::show::show)
        .get("/problems/{reference}/header",       Action::WorkProblem, pages::problems::header::header)
        .post("/problems/{reference}/header",      Action::WorkProblem, pages::problems::header::save_header)
        .get("/problems/{reference}/sheets/{sheet}",  Action::WorkProblem, pages::problems::edit::form)
        .post("/problems/{reference}/sheets/{sheet}", Action::WorkProblem, pages::problems::edit::save)
        .get("/problems/{reference}/public",       Action::Publish, pages::problems::header::public)
        .post("/problems/{reference}/public",      Action::Publish, pages::problems::header::save_public)
        .get("/problems/{reference}/move",         Action::WorkProblem, pages::problems::moves::form)
        .post("/problems/{reference}/move",        Action::WorkProblem, pages::problems::moves::save)
        .get("/problems/{reference}/plan",         Action::WorkProblem, pages::problems::plan::show)
        .post("/problems/{reference}/plan",        Action::WorkProblem, pages::problems::plan::save)
        .get("/problems/{reference}/result",       Action::ReadProblems, pages::problems::result::show)
        .post("/problems/{reference}/result",      Action::WorkProblem, pages::problems::result::measure)
        .get("/problems/{reference}/result.csv",   Action::ReadProblems, pages::problems::result::csv)
        .get("/problems/{reference}/history",      Action::ReadProblems, pages::problems::history::show)
        .get("/problems/{reference}/tasks/new",    Action::WorkProblem, pages::tasks::new)
        .post("/problems/{reference}/tasks/new",   Action::WorkProblem, pages::tasks::add)
        .get("/tasks",                             Action::DoTask, pages::tasks::list)
        .get("/tasks/{task}",                      Action::DoTask, pages::tasks::show)
        .post("/tasks/{task}",                     Action::DoTask, pages::tasks::report)
        .post("/tasks/{task}/log",                 Action::DoTask, pages::tasks::log)
        .post("/tasks/{task}/take-on",             Action::DoTask, pages::tasks::take_on)
        .get("/tasks/{task}/edit",                 Action::WorkProblem, pages::tasks::form)
        .post("/tasks/{task}/edit",                Action::WorkProblem, pages::tasks::change)
        // Decisions
        .get("/decisions",            Action::ReadDecisions, pages::decisions::list)
        .get("/decisions/new",        Action::Decide, pages::decisions::new)
        .post("/decisions/new",       Action::Decide, pages::decisions::bring)
        .get("/decisions/{decision}", Action::ReadDecisions, pages::decisions::show)
        .post("/decisions/{decision}", Action::Decide, pages::decisions::answer)
        .get("/delegation",           Action::ReadDecisions, pages::decisions::matrix)
        .post("/delegation",          Action::Delegate, pages::decisions::delegate)
        .get("/permissions",          Action::ReadPermissions, pages::permissions::show)
        // Partnerships
        .get("/partners",                  Action::ReadPartners, pages::partners::list)
        .get("/partners/new",              Action::ManagePartners, pages::partners::new)
        .post("/partners/new",             Action::ManagePartners, pages::partners::add)
        .get("/coverage",                  Action::ReadPartners, pages::partners::coverage)
        .get("/partners/{organization}",         Action::ReadPartners, pages::partners::show)
        .get("/partners/{organization}/edit",    Action::ManagePartners, pages::partners::form)
        .post("/partners/{organization}/edit",   Action::ManagePartners, pages::partners::save)
        .get("/partners/{organization}/share",   Action::WorkProblem, pages::partners::share_form)
        .post("/partners/{organization}/share",  Action::WorkProblem, pages::partners::share)
        .post("/partners/{organization}/unshare", Action::WorkProblem, pages::partners::unshare)
        .get("/partners/{organization}/merge",   Action::SignAgreement, pages::partners::merge_form)
        .proved_post("/partners/{organization}/merge", Action::SignAgreement, pages::partners::merge)
        .get("/partners/{organization}/log",     Action::ReadPartners, pages::partners::log)
        .get("/partners/{organization}/agreements/new",  Action::ManagePartners, pages::agreements::new)
        .post("/partners/{organization}/agreements/new", Action::ManagePartners, pages::agreements::draft)
        .get("/agreements/{agreement}",          Action::ReadAgreements, pages::agreements::show)
        .get("/agreements/{agreement}/edit",     Action::ManagePartners, pages::agreements::form)
        .post("/agreements/{agreement}/edit",    Action::ManagePartners, pages::agreements::save)
        .get("/agreements/{agreement}/sign",     Action::ReadAgreements, pages::agreements::sign_form)
        .post("/agreements/{agreement}/sign",    Action::ReadAgreements, pages::agreements::sign)
        .get("/agreements/{agreement}/end",      Action::SignAgreement, pages::agreements::end_form)
        .post("/agreements/{agreement}/end",     Action::SignAgreement, pages::agreements::end)
        .get("/initiatives",                            Action::ReadInitiatives, pages::initiatives::list)
        .get("/initiatives/new",                        Action::ManageInitiatives, pages::initiatives::new)
        .post("/initiatives/new",                       Action::ManageInitiatives, pages::initiatives::plan)
        .get("/initiatives/{initiative}",               Action::ReadInitiatives, pages::initiatives::show)
        .get("/initiatives/{initiative}/edit",          Action::ManageInitiatives, pages::initiatives::form)
        .post("/initiatives/{initiative}/edit",         Action::ManageInitiatives, pages::initiatives::save)
        .get("/initiatives/{initiative}/answer/{n}",    Action::ManageInitiatives, pages::initiatives::answer_form)
        .post("/initiatives/{initiative}/answer/{n}",   Action::ManageInitiatives, pages::initiatives::answer)
        .get("/initiatives/{initiative}/{act}",         Action::ManageInitiatives, pages::initiatives::act_form)
        .post("/initiatives/{initiative}/{act}",        Action::ManageInitiatives, pages::initiatives::act)
        .public_get("/events",                   Action::ReadPublic, pages::events::everywhere)
        .public_get("/events.ics",               Action::ReadPublic, pages::events::calendar_everywhere)
        .public_get("/areas/{slug}/events",      Action::ReadPublic, pages::events::near)
        .public_get("/areas/{slug}/events.ics",  Action::ReadPublic, pages::events::calendar_near)
        .get("/workspace",                 Action::UseWorkspace, pages::workspace::show)
        .get("/board",                     Action::UseBoard, pages::board::list)
        .get("/board/new",                 Action::UseBoard, pages::board::new)
        .post("/board/new",                Action::UseBoard, pages::board::add)
        .get("/board/{entry}",             Action::UseBoard, pages::board::show)
        .get("/board/{entry}/answer",      Action::UseBoard, pages::board::answer_form)
        .post("/board/{entry}/answer",     Action::UseBoard, pages::board::answer)
        .get("/board/{entry}/done",        Action::UseBoard, pages::board::done_form)
        .post("/board/{entry}/done",       Action::UseBoard, pages::board::done)
        // What lies under every map
        .public_get("/map/streets.geojson",       Action::ReadPublic, pages::map::streets)
        .public_get("/map/beats.geojson",         Action::ReadPublic, pages::map::beats)
        .public_get("/map/neighborhoods.geojson", Action::ReadPublic, pages::map::neighborhoods)
        // Problems: scanning
        .get("/scanning",                    Action::ReadCandidates, pages::scanning::list)
        .post("/scanning",                   Action::RunScanning, pages::scanning::look)
        .get("/scanning/{candidate}",        Action::ReadCandidates, pages::scanning::show::show)
        .post("/scanning/{candidate}/accept",  Action::DecideCandidate, pages::scanning::show::accept)
        .post("/scanning/{candidate}/join",    Action::DecideCandidate, pages::scanning::show::join)
        .post("/scanning/{candidate}/dismiss", Action::DecideCandidate, pages::scanning::show::dismiss)
        // Information: imports
        .get("/import",                     Action::ImportData, pages::imports::index)
        .upload("/import",                  Action::ImportData, pages::imports::look)
        .post("/import/again",              Action::ImportData, pages::imports::again)
        .post("/import/run",                Action::ImportData, pages::imports::run)
        .get("/import/{batch}",             Action::ImportData, pages::imports::show)
        .get("/import/{batch}/refused.csv", Action::ImportData, pages::imports::refused)
        .proved_post("/import/{batch}/undo",       Action::ImportData, pages::imports::undo)
        // Information: feeds
        .get("/feeds",               Action::ImportData, pages::feeds::index)
        .get("/feeds/new",           Action::ImportData, pages::feeds::new)
        .post("/feeds/new",          Action::ImportData, pages::feeds::add)
        .get("/feeds/{feed}",        Action::ImportData, pages::feeds::show)
        .get("/feeds/{feed}/edit",   Action::ImportData, pages::feeds::form)
        .post("/feeds/{feed}/edit",  Action::ImportData, pages::feeds::save)
        .post("/feeds/{feed}/run",   Action::ImportData, pages::feeds::run)
        .post("/feeds/{feed}/pause", Action::ImportData, pages::feeds::pause)
        .post("/feeds/{feed}/shape", Action::ImportData, pages::feeds::accept_shape)
        // Information: how good the data are
        .get("/quality",                 Action::MapCategories, pages::quality::show)
        .post("/quality/notes",          Action::ImportData, pages::quality::write)
        .post("/quality/notes/{note}",   Action::ImportData, pages::quality::withdraw)
        // Information: what categories mean
        .get("/categories",         Action::MapCategories, pages::categories::index)
        .post("/categories/accept", Action::MapCategories, pages::categories::accept)
        .get("/categories/one",     Action::MapCategories, pages::categories::show)
        .post("/categories/one",    Action::MapCategories, pages::categories::save)
        .get("/harm",               Action::MapCategories, pages::categories::harm::show)
        .post("/harm/set",          Action::MapCategories, pages::categories::harm::set)
        .post("/harm/load",         Action::MapCategories, pages::categories::harm::load)
        .post("/harm/reset",        Action::MapCategories, pages::categories::harm::reset)
}

/// A row as programs read it.
#[derive(Debug, Serialize)]
pub struct RouteJson {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path, with `{parameters}`.
    pub path: &'static str,
    /// Roles and other parties to which it is open.
    pub roles: Vec<String>,
    /// Whether it is open without an account.
    pub public: bool,
}

/// The whole table as programs read it.
pub fn routes_json() -> Vec<RouteJson> {
    let rows = table().rows;
    rows.iter()
        .map(|r| RouteJson { method: r.method, path: r.path, roles: r.parties(), public: r.public() })
        .collect()
}
