import Crypto
import HTTP
import Store

/// Checks that a request which changes something comes from one of our own pages.
///
/// Browsers say where a request comes from: in `Sec-Fetch-Site` on every trusted connection, which no page can
/// forge, and in `Origin` on every POST to another site. A client that sends neither is no browser, so no other
/// site's page can have made it send the request. Forms carry a token besides.
struct CrossOriginCheck {
    let origin: String

    /// Throws `HTTPProblem.crossOrigin` for a request of another site's page.
    func require(_ request: Request) throws(HTTPProblem) {
        if let site = request.headers["Sec-Fetch-Site"] {
            // `none` is an action of the user, such as reloading a page that was posted.
            guard site == "same-origin" || site == "none" else { throw .crossOrigin }
        } else if let sender = request.headers["Origin"] {
            guard sender == origin else { throw .crossOrigin }
        }
    }
}

extension WebHandler {
    /// Throws `HTTPProblem.crossOrigin` for a request of another site's page.
    func requireSameOrigin(_ request: Request) throws(HTTPProblem) {
        try CrossOriginCheck(origin: settings.baseURL.origin).require(request)
    }

    /// Returns the posted form of someone signed in. Throws an `HTTPProblem` unless a page of this session posted it.
    func verifiedForm(_ request: WebRequest, of session: Session) throws(HTTPProblem) -> SubmittedForm {
        let form = try SubmittedForm(request.http)
        try requireSameOrigin(request.http)
        guard let token = form.csrfToken, token == Token(text: session.csrfToken) else { throw .staleForm }
        return form
    }

    /// True when the form was created for the browser that posts it: its token is that of the form cookie, which
    /// other sites can neither read nor set.
    func hasFormToken(_ form: SubmittedForm, of request: WebRequest) -> Bool {
        request.formToken != nil && form.csrfToken == request.formToken
    }
}
