import Crypto
import HTTP
import Store

/// Everything that has an address.
enum Route: Equatable {
    case landing, signUp, signIn, signOut
    case onboarding, subscription, dashboard, deploy, cancelDeploy, deleteServer
    case health, apiDeploy, apiCancel, apiStatus, apiBilling
    case apiCallback(User.ID, Token)

    /// Nil for a path that leads nowhere, also when a callback's user id or token is malformed.
    init?(path: String) {
        if let route = Self.fixed[path] {
            self = route
        } else if let callback = Self.callback(path) {
            self = callback
        } else {
            return nil
        }
    }

    private static let fixed: [String: Route] = [
        "/": .landing, "/sign-up": .signUp, "/sign-in": .signIn, "/sign-out": .signOut,
        "/onboarding": .onboarding, "/subscription": .subscription, "/dashboard": .dashboard,
        "/deploy": .deploy, "/cancel-deploy": .cancelDeploy, "/delete-server": .deleteServer,
        "/healthz": .health, "/api/provision/deploy": .apiDeploy, "/api/provision/cancel": .apiCancel,
        "/api/provision/status": .apiStatus,
        "/api/billing/webhook": .apiBilling,
    ]

    private static let callbackPrefix = "/api/provision/callback/"

    private static func callback(_ path: String) -> Route? {
        guard path.hasPrefix(callbackPrefix) else { return nil }
        let parts = path.dropFirst(callbackPrefix.count).split(
            separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let user = User.ID(String(parts[0])),
            let token = Token(text: String(parts[1]))
        else { return nil }
        return .apiCallback(user, token)
    }

    /// What the route accepts, HEAD with every GET.
    var methods: [Method] {
        switch self {
        case .landing, .subscription, .dashboard, .health, .apiStatus: [.get, .head]
        case .signUp, .signIn, .onboarding, .cancelDeploy, .deleteServer: [.get, .head, .post]
        case .signOut, .deploy, .apiDeploy, .apiCancel, .apiCallback, .apiBilling: [.post]
        }
    }

    /// Larger bodies are refused. A form's is that of pasted credentials, escaped.
    private var maxBodyBytes: Int {
        if case .apiCallback = self { 16 << 10 } else { 64 << 10 }
    }

    /// The request's route, if it may be asked for like this. Throws `HTTPProblem` else.
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

    /// Whether someone who is not signed in is sent here again after signing in.
    var isSignInDestination: Bool {
        switch self {
        case .onboarding, .subscription, .dashboard, .cancelDeploy, .deleteServer: true
        default: false
        }
    }
}

extension WebHandler {
    func response(to request: WebRequest, of route: Route) throws -> RouteResponse {
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
        case .apiCallback(let user, let token): try receiveCallback(request, user: user, token: token)
        }
    }
}
