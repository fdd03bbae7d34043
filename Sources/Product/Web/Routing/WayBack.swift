import HTTP

/// Where the page of a problem leads that will pass.
struct WayBack: Equatable {
    /// One that can be opened by a link.
    let page: FixedRoute
    /// The time after which the page asks for its own address again; nil for the response to a form, which would be lost.
    let refreshInterval: Duration?

    /// To the page itself, or to that of the form.
    init(from request: Request) {
        let route = FixedRoute(rawValue: request.path).flatMap { $0.methods.contains(.get) ? $0 : nil }
        page = route ?? .dashboard
        refreshInterval = request.method == .post ? nil : HTTPProblem.retryInterval
    }
}
