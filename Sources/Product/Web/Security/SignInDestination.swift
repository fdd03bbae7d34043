/// Where to go after signing in: one of our own pages and never anywhere else, whatever a link says.
struct SignInDestination: Equatable {
    static let dashboard = SignInDestination(path: "/dashboard")

    let path: String

    private init(path: String) {
        self.path = path
    }

    /// The dashboard unless `path` is exactly the path of a page that asks for a sign-in.
    init(requested path: String?) {
        self.path =
            path.flatMap { Route(path: $0)?.isSignInDestination == true ? $0 : nil } ?? Self.dashboard.path
    }

    /// The sign-in page that leads on to here.
    var signInPath: String {
        self == .dashboard ? "/sign-in" : "/sign-in?next=" + path
    }
}
