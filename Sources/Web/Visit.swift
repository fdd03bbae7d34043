import Crypto
import HTTP
import Store

/// One request and who made it.
struct Visit {
    let request: Request
    /// Nil for a browser that is not signed in.
    let session: Session?
    /// The session cookie's token, also when no session is left for it.
    let sessionToken: Token?
    /// What forms before sign-in carry along: the form cookie's token, or a new one.
    let formToken: Token
    let hasFormCookie: Bool

    /// Whoever sent it: for answers that need not know.
    init(anonymous request: Request) {
        self.request = request
        session = nil
        sessionToken = nil
        formToken = .random()
        hasFormCookie = false
    }

    /// Looks up the session of the request's cookie, if it has one.
    init(_ request: Request, cookies: Cookies, store: Store) throws {
        self.request = request
        sessionToken = request.cookie(cookies.sessionName).flatMap(Token.init(text:))
        session = try sessionToken.flatMap { try store.session($0) }
        let formCookie = request.cookie(cookies.formName).flatMap(Token.init(text:))
        formToken = formCookie ?? .random()
        hasFormCookie = formCookie != nil
    }

    /// Throws `Problem.unauthorized` for a browser that is not signed in.
    func requireSession() throws(Problem) -> Session {
        guard let session else { throw .unauthorized }
        return session
    }

    /// What is shown round that page. Forms before sign-in have nothing but the form cookie to be checked by.
    func frame(of page: any Page) -> PageFrame {
        PageFrame(
            account: session.map { PageFrame.Account(email: $0.user.email, csrfToken: $0.csrfToken) },
            csrfToken: page.hasFormBeforeSignIn ? formToken.reveal() : session?.csrfToken ?? "",
            refreshInterval: page.refreshInterval)
    }
}
