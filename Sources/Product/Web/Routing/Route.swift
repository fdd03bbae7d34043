import Crypto
import HTTP
import Store

/// An address of the site.
enum Route: Equatable {
    case fixed(FixedRoute)
    /// A new server's report, at the address that only this server knows.
    case apiCallback(User.ID, Token)

    /// Nil for a path that leads nowhere, also when a callback's user id or token is malformed.
    init?(path: String) {
        if let route = FixedRoute(rawValue: path) {
            self = .fixed(route)
        } else if let callback = Self.callback(path) {
            self = callback
        } else {
            return nil
        }
    }

    static let callbackPrefix = "/api/provision/callback/"

    private static func callback(_ path: String) -> Route? {
        guard path.hasPrefix(callbackPrefix) else { return nil }
        let parts = path.dropFirst(callbackPrefix.count).split(
            separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let user = User.ID(String(parts[0])),
            let token = Token(text: String(parts[1]))
        else { return nil }
        return .apiCallback(user, token)
    }

    /// The methods that the route accepts, HEAD with every GET.
    var methods: [Method] {
        switch self {
        case .fixed(let route): route.methods
        case .apiCallback: [.post]
        }
    }

    /// Larger bodies are refused. A form may hold pasted credentials, percent-encoded.
    private var maxBodyBytes: Int {
        switch self {
        case .fixed: 64 << 10
        case .apiCallback: 16 << 10
        }
    }

    /// Returns the route of a request whose method and size the route accepts. Throws an `HTTPProblem` otherwise.
    static func matching(_ request: Request) throws(HTTPProblem) -> Route {
        if case .other = request.method { throw .notImplemented }
        guard let route = Route(path: request.path) else { throw .notFound }
        guard route.methods.contains(request.method) else {
            throw .methodNotAllowed(route.methods.map(\.name).joined(separator: ", "))
        }
        guard request.body.count <= route.maxBodyBytes else {
            throw .contentTooLarge(maxBytes: route.maxBodyBytes)
        }
        return route
    }
}

/// An address without parameters; the raw value is its path.
enum FixedRoute: String, CaseIterable {
    case landing = "/"
    case signUp = "/sign-up"
    case signIn = "/sign-in"
    case signOut = "/sign-out"
    case onboarding = "/onboarding"
    case subscription = "/subscription"
    case dashboard = "/dashboard"
    case deploy = "/deploy"
    case cancelDeploy = "/cancel-deploy"
    case deleteServer = "/delete-server"
    case health = "/healthz"
    case apiDeploy = "/api/provision/deploy"
    case apiCancel = "/api/provision/cancel"
    case apiStatus = "/api/provision/status"
    case apiBilling = "/api/billing/webhook"

    var path: String { rawValue }

    /// The methods that the route accepts, HEAD with every GET.
    var methods: [Method] {
        switch self {
        case .landing, .subscription, .dashboard, .health, .apiStatus: [.get, .head]
        case .signUp, .signIn, .onboarding, .cancelDeploy, .deleteServer: [.get, .head, .post]
        case .signOut, .deploy, .apiDeploy, .apiCancel, .apiBilling: [.post]
        }
    }

    /// True when someone who is not signed in is sent here again after signing in.
    var isSignInDestination: Bool {
        switch self {
        case .onboarding, .subscription, .dashboard, .cancelDeploy, .deleteServer: true
        case .landing, .signUp, .signIn, .signOut, .deploy: false
        case .health, .apiDeploy, .apiCancel, .apiStatus, .apiBilling: false
        }
    }
}

extension WebHandler {
    /// Calls the route's function. Throws `HTTPProblem` for a refusal, and any other error for a failure of ours.
    func response(to request: WebRequest, of route: Route) throws -> RouteResponse {
        switch route {
        case .fixed(let route): try response(to: request, of: route)
        case .apiCallback(let user, let token): try receiveCallback(request, user: user, token: token)
        }
    }

    private func response(to request: WebRequest, of route: FixedRoute) throws -> RouteResponse {
        let isPost = request.http.method == .post
        return switch route {
        case .landing: showLanding()
        case .signUp: isPost ? try signUp(request) : try showSignUp(request)
        case .signIn: isPost ? try signIn(request) : showSignIn(request)
        case .signOut: try signOut(request)
        case .onboarding: isPost ? try saveOnboarding(request) : try showOnboarding(request)
        case .subscription: try showSubscription(request)
        case .dashboard: try showDashboard(request)
        case .deploy: try deploy(request)
        case .cancelDeploy: isPost ? try cancelDeploy(request) : try showCancelDeploy(request)
        case .deleteServer: isPost ? try deleteServer(request) : try showDeleteServer(request)
        case .health: health(request)
        case .apiDeploy: try apiDeploy(request)
        case .apiCancel: try apiCancel(request)
        case .apiStatus: try apiStatus(request)
        case .apiBilling: try receiveBilling(request)
        }
    }
}
