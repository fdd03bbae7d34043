import Crypto
import HTTP
import Store

extension WebHandler {
    /// Throws `Problem` when the request says that another site's page made it.
    func requireOwnOrigin(_ request: Request) throws(Problem) {
        try CrossOriginCheck(origin: settings.baseURL.origin).require(request)
    }

    /// The posted form of someone signed in, made by a page of this very session.
    func ownForm(_ visit: Visit, of session: Session) throws(Problem) -> SubmittedForm {
        let form = try SubmittedForm(visit.request)
        try requireOwnOrigin(visit.request)
        guard let token = form.csrfToken, token == Token(text: session.csrfToken) else { throw .staleForm }
        return form
    }

    /// Whether the form was made for the browser that posts it: its token must be the form cookie's, which
    /// other sites can neither read nor set.
    func isOwnForm(_ form: SubmittedForm, before visit: Visit) -> Bool {
        visit.formToken != nil && form.csrfToken == visit.formToken
    }
}
