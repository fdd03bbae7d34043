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
    /// The form cookie's token, which forms before sign-in are checked by.
    let formToken: Token?

    /// Whoever sent it: for answers that need not know.
    init(anonymous request: Request) {
        self.request = request
        session = nil
        sessionToken = nil
        formToken = nil
    }

    /// Looks up the session of the request's cookie, if it has one.
    init(_ request: Request, cookies: Cookies, store: Store) throws {
        self.request = request
        sessionToken = request.cookie(cookies.sessionName).flatMap(Token.init(text:))
        session = try sessionToken.flatMap { try store.session($0) }
        formToken = request.cookie(cookies.formName).flatMap(Token.init(text:))
    }

    /// Throws `Problem.unauthorized` for a browser that is not signed in.
    func requireSession() throws(Problem) -> Session {
        guard let session else { throw .unauthorized }
        return session
    }

    /// What is shown round that page, whose forms carry `formToken` if nobody need be signed in for them.
    func frame(of page: any Page, formToken: Token?) -> PageFrame {
        PageFrame(
            account: session.map { PageFrame.Account(email: $0.user.email, csrfToken: $0.csrfToken) },
            csrfToken: formToken?.reveal() ?? session?.csrfToken ?? "",
            refreshInterval: page.refreshInterval)
    }
}
