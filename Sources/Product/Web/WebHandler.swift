import Crypto
package import HTTP
package import Logging
package import Mustache
package import Store

/// Answers every request of the site. Each responder thread has its own, with its own store; templates and
/// settings are shared.
package struct WebHandler: RequestHandler {
    let store: Store
    let templates: TemplateLibrary
    let settings: WebSettings
    let log: Logger
    /// What becomes of a name that a template uses and its page does not have; refused in tests.
    var unknownNames = UnknownNames.empty
    private let launch: @Sendable (Job.ID, Job.Kind) throws -> Void
    let wake: @Sendable (Job.ID) -> Void

    /// - Parameters:
    ///   - launch: Starts the job's process and returns at once. What it throws is logged; the job stays and is
    ///     taken up later.
    ///   - wake: Tells the job's process, if there is one, to look at its row. Never waits.
    ///
    /// Throws when the library lacks a page's template.
    package init(
        store: Store, templates: TemplateLibrary, settings: WebSettings, log: Logger,
        launch: @escaping @Sendable (Job.ID, Job.Kind) throws -> Void,
        wake: @escaping @Sendable (Job.ID) -> Void
    ) throws(TemplateError) {
        try Self.requirePages(in: templates)
        self.store = store
        self.templates = templates
        self.settings = settings
        self.log = log
        self.launch = launch
        self.wake = wake
    }

    /// Throws when the library lacks a page's template.
    package static func requirePages(in templates: TemplateLibrary) throws(TemplateError) {
        for page in PageTemplate.allCases { _ = try templates.template(page.rawValue) }
    }

    var cookies: Cookies { Cookies(isSecure: settings.baseURL.isSecure) }

    package func respond(to request: Request, body: inout [UInt8]) -> ResponseHead {
        // Until the session is looked up, and when that fails, nobody is signed in.
        var visit = Visit(anonymous: request)
        do {
            visit = try Visit(request, cookies: cookies, store: store)
            let route = try Route.matching(request)
            return try write(answer(route, visit), for: visit, into: &body)
        } catch let problem as Problem {
            return refuse(problem, visit, into: &body)
        } catch let error as CryptoError where error.kind == .noRandomBytes {
            logFailure(.requestFailed, error, of: request)
            body.removeAll(keepingCapacity: true)
            return refuse(.noRandomBytes, visit, into: &body)
        } catch {
            logFailure(.requestFailed, error, of: request)
            body.removeAll(keepingCapacity: true)
            return refuse(.internalError(reference: request.id), visit, into: &body)
        }
    }

    private func answer(_ route: Route, _ visit: Visit) throws -> Answer {
        let isPost = visit.request.method == .post
        return switch route {
        case .landing: .page(LandingPage(isSignUpOpen: settings.signUp == .open))
        case .signUp: isPost ? try signUp(visit) : try showSignUp(visit)
        case .signIn: isPost ? try signIn(visit) : showSignIn(visit)
        case .signOut: try signOut(visit)
        case .onboarding: isPost ? try saveOnboarding(visit) : try showOnboarding(visit)
        case .subscription: try showSubscription(visit)
        case .dashboard: try showDashboard(visit)
        case .deploy: try deploy(visit)
        case .cancelDeploy: isPost ? try cancelDeploy(visit) : try showCancelDeploy(visit)
        case .deleteServer: isPost ? try deleteServer(visit) : try showDeleteServer(visit)
        case .health: health(visit)
        case .apiDeploy: try apiDeploy(visit)
        case .apiCancel: try apiCancel(visit)
        case .apiStatus: try apiStatus(visit)
        case .apiBilling: try receiveBilling(visit)
        case .apiCallback(let user, let token): try receiveCallback(visit, user: user, token: token)
        }
    }

    /// Starts the process of a job that was just inserted. That it can't be started is no failure of the
    /// request: the job is there, and the page says that its start is delayed.
    func start(_ job: Job.ID, _ kind: Job.Kind, for request: Request) {
        do {
            try launch(job, kind)
        } catch {
            logFailure(.launchFailed, error, of: request, job: job)
        }
    }
}
