import Crypto
import Mustache
import Store

/// The plain values of a page, from which its template is rendered.
protocol PageModel {
    static var template: PageTemplate { get }
    /// Every name that the template uses.
    var context: KeyValuePairs<Name, Value> { get }
    /// The time after which the browser reloads the page; nil for never.
    var refreshInterval: Duration? { get }
    /// True when the page has a form for people who are not signed in.
    var hasFormBeforeSignIn: Bool { get }
}

extension PageModel {
    var refreshInterval: Duration? { nil }
    var hasFormBeforeSignIn: Bool { false }
}

/// The pages' templates; the raw value is the file's name in `templates/`.
enum PageTemplate: String, CaseIterable {
    case landing, onboarding, dashboard, subscription, error
    case signIn = "sign-in"
    case signUp = "sign-up"
    case cancelDeploy = "cancel-deploy"
    case deleteServer = "delete-server"
}

/// The values of the layout that surrounds every page.
struct PageLayout: Equatable {
    struct SignedInUser: Equatable {
        let email: String
        let csrfToken: String
    }

    /// Nil for someone who is not signed in.
    let signedInUser: SignedInUser?
    /// The token that the page's forms carry.
    let csrfToken: String
    let refreshInterval: Duration?

    var context: KeyValuePairs<Name, Value> {
        [
            .signedInUser: signedInUser.map {
                [.email: .string($0.email), .csrfToken: .string($0.csrfToken)]
            } ?? .null,
            .csrfToken: .string(csrfToken),
            .refreshSeconds: refreshInterval.map { .int(Int($0.components.seconds)) } ?? .null,
        ]
    }
}

extension WebRequest {
    /// Returns the layout of that page, whose forms carry `formToken` when they are for people not signed in.
    func layout(of page: any PageModel, formToken: Token?) -> PageLayout {
        PageLayout(
            signedInUser: session.map {
                PageLayout.SignedInUser(email: $0.user.email, csrfToken: $0.csrfToken)
            },
            csrfToken: formToken?.reveal() ?? session?.csrfToken ?? "",
            refreshInterval: page.refreshInterval)
    }
}

/// The names that several pages use; a page declares the others beside its model.
extension Name {
    static let address: Name = "address"
    static let csrfToken: Name = "csrfToken"
    static let email: Name = "email"
    static let fieldErrors: Name = "fieldErrors"
    static let formError: Name = "formError"
    static let href: Name = "href"
    static let isSignUpOpen: Name = "isSignUpOpen"
    static let items: Name = "items"
    static let message: Name = "message"
    static let name: Name = "name"
    static let password: Name = "password"
    static let refreshSeconds: Name = "refreshSeconds"
    static let signedInUser: Name = "signedInUser"
}
