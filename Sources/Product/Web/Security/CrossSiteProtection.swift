import Crypto
import HTTP
import Store

/// Whether a request that changes something comes from one of our own pages.
///
/// Every browser of today says so itself: by `Sec-Fetch-Site` wherever it trusts the connection, which no page
/// can forge, and by `Origin` on every POST to another site. A client that sends neither is no browser, so
/// nobody else's page made it call; forms ask for their token besides.
struct CrossOriginCheck {
    let origin: String

    func require(_ request: Request) throws(HTTPProblem) {
        if let site = request.headers["Sec-Fetch-Site"] {
            // `none` is the user's own doing, such as reloading a page that was posted.
            guard site == "same-origin" || site == "none" else { throw .crossOrigin }
        } else if let sender = request.headers["Origin"] {
            guard sender == origin else { throw .crossOrigin }
        }
    }
}

extension WebHandler {
    /// Throws `HTTPProblem` when the request says that another site's page made it.
    func requireSameOrigin(_ request: Request) throws(HTTPProblem) {
        try CrossOriginCheck(origin: settings.baseURL.origin).require(request)
    }

    /// The posted form of someone signed in, made by a page of this very session.
    func verifiedForm(_ request: WebRequest, of session: Session) throws(HTTPProblem) -> SubmittedForm {
        let form = try SubmittedForm(request.http)
        try requireSameOrigin(request.http)
        guard let token = form.csrfToken, token == Token(text: session.csrfToken) else { throw .staleForm }
        return form
    }

    /// Whether the form was made for the browser that posts it: its token must be the form cookie's, which
    /// other sites can neither read nor set.
    func hasFormToken(_ form: SubmittedForm, of request: WebRequest) -> Bool {
        request.formToken != nil && form.csrfToken == request.formToken
    }
}
