import Crypto
import HTTP
import Store

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
