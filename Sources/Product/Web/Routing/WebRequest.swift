import Crypto
import HTTP
import Store

/// A request with the session and the tokens that its cookies name.
struct WebRequest {
    let http: Request
    /// Nil for a browser that is not signed in.
    let session: Session?
    /// The session cookie's token, also when its session has ended.
    let sessionToken: Token?
    /// The form cookie's token, against which forms before sign-in are checked.
    let formToken: Token?

    /// A request whose cookies have not been read.
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
