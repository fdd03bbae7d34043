import Crypto
import HTTP
import Store

/// One request and who made it.
struct WebRequest {
    let http: Request
    /// Nil for a browser that is not signed in.
    let session: Session?
    /// The session cookie's token, also when no session is left for it.
    let sessionToken: Token?
    /// The form cookie's token, which forms before sign-in are checked by.
    let formToken: Token?

    /// Ignores who sent it, for responses that do not depend on it.
    init(anonymous request: Request) {
        http = request
        session = nil
        sessionToken = nil
        formToken = nil
    }

    /// Looks up the session of the request's cookie, if it has one.
    init(_ request: Request, cookies: Cookies, store: Store) throws {
        http = request
        sessionToken = request.cookie(cookies.sessionName).flatMap(Token.init(text:))
        session = try sessionToken.flatMap { try store.session($0) }
        formToken = request.cookie(cookies.formName).flatMap(Token.init(text:))
    }

    /// Throws `HTTPProblem.unauthorized` for a browser that is not signed in.
    func requireSession() throws(HTTPProblem) -> Session {
        guard let session else { throw .unauthorized }
        return session
    }
}
