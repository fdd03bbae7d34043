import Crypto
import HTTP
import Mustache
import Store

/// The form to create an account.
struct SignUpPage: PageModel, Equatable {
    static let template = PageTemplate.signUp

    /// As typed.
    var name = ""
    var email = ""
    var fieldErrors: [FieldError] = []
    /// The reason why the form as a whole was not accepted.
    var formError: String?

    var hasFormBeforeSignIn: Bool { true }

    var context: KeyValuePairs<Name, Value> {
        [
            .name: FormField("name", value: name, fieldErrors: fieldErrors).context,
            .email: FormField("email", value: email, fieldErrors: fieldErrors).context,
            .password: FormField(secret: "password", fieldErrors: fieldErrors).context,
            .minPasswordCharacters: .int(NewPassword.minCharacters),
            .fieldErrors: fieldErrors.context,
            .formError: .optional(formError),
        ]
    }
}

extension WebHandler {
    func showSignUp(_ request: WebRequest) throws(HTTPProblem) -> RouteResponse {
        if request.session != nil { return .redirect(to: SignInDestination.dashboard.path) }
        guard settings.signUp == .open else { throw .signUpClosed(settings.operatorContact) }
        return .page(SignUpPage())
    }

    func signUp(_ request: WebRequest) throws -> RouteResponse {
        guard settings.signUp == .open else { throw HTTPProblem.signUpClosed(settings.operatorContact) }
        let form = try SubmittedForm(request.http)
        try requireSameOrigin(request.http)
        do {
            let user = try addUser(form, request)
            return try beginSession(of: user, request, then: .dashboard)
        } catch let problem as HTTPProblem {
            let page = SignUpPage(
                name: form["name"], email: form["email"], fieldErrors: problem.fieldErrors,
                formError: problem.fieldErrors.isEmpty ? problem.message : nil)
            return .form(page, refusedFor: problem, as: ResponseFormat(for: request.http))
        }
    }

    /// Says openly when an address has an account. Hiding it would need a mail round trip before anyone gets
    /// in, and whoever forgot that they have an account would be stuck; the limit on attempts keeps the response
    /// from being a way to try out lists of addresses.
    private func addUser(_ form: SubmittedForm, _ request: WebRequest) throws -> User.ID {
        guard hasFormToken(form, of: request) else { throw HTTPProblem.expiredForm }
        var fieldErrors: [FieldError] = []
        let name = fieldErrors.validate("name") { () throws(InvalidInput) in try DisplayName(form["name"]) }
        let email = fieldErrors.validate("email") { () throws(InvalidInput) in try EmailAddress(form["email"])
        }
        let password = fieldErrors.validate("password") { () throws(InvalidInput) in
            try NewPassword(form["password"], email: form["email"])
        }
        guard let name, let email, let password else { throw HTTPProblem.invalidFields(fieldErrors) }
        let subject = "sign-up:address:" + ClientAddress.subject(of: request.http.remoteAddress)
        guard try store.countAttempt([subject], limit: settings.signUpsPerAddress) else {
            throw HTTPProblem.tooManyRequests(retryAfter: settings.signUpsPerAddress.window)
        }
        do {
            return try store.addUser(
                email: email.text, name: name.text, password: .make(password.secret, saltFrom: store.random))
        } catch StoreError.emailTaken {
            let message = "There is an account with this address already. Sign in instead."
            throw HTTPProblem.invalidFields([FieldError(field: "email", message: message)])
        }
    }
}

extension Name {
    fileprivate static let minPasswordCharacters: Name = "minPasswordCharacters"
}
