import Mustache

struct LandingPage: PageModel, Equatable {
    static let template = PageTemplate.landing

    let isSignUpOpen: Bool

    var context: KeyValuePairs<Name, Value> {
        [.isSignUpOpen: .bool(isSignUpOpen)]
    }
}

extension WebHandler {
    func showLanding() -> RouteResponse {
        .page(LandingPage(isSignUpOpen: settings.signUp == .open))
    }
}
