import Crypto
import HTTP
import Mustache
import Store

/// The form to sign in.
struct SignInPage: PageModel, Equatable {
    static let template = PageTemplate.signIn

    /// As typed.
    var email = ""
    var destination = SignInDestination.dashboard
    var fieldErrors: [FieldError] = []
    /// The reason why the form as a whole was not accepted.
    var formError: String?
    let isSignUpOpen: Bool

    var hasFormBeforeSignIn: Bool { true }

    var context: KeyValuePairs<Name, Value> {
        [
            .email: FormField("email", value: email, fieldErrors: fieldErrors).context,
            .password: FormField(secret: "password", fieldErrors: fieldErrors).context,
            .next: .string(destination.path),
            .fieldErrors: fieldErrors.context,
            .formError: .optional(formError),
            .isSignUpOpen: .bool(isSignUpOpen),
        ]
    }
}

extension WebHandler {
    func showSignIn(_ request: WebRequest) -> RouteResponse {
        // A malformed query counts as none, since it only names the page to continue with.
        let query = try? FormData(urlEncoded: request.http.query.utf8, maxFields: 10)
        let destination = SignInDestination(requested: query?["next"])
        if request.session != nil { return .redirect(to: destination.path) }
        return .page(SignInPage(destination: destination, isSignUpOpen: settings.signUp == .open))
    }

    func signIn(_ request: WebRequest) throws -> RouteResponse {
        let form = try SubmittedForm(request.http)
        try requireSameOrigin(request.http)
        var page = SignInPage(
            email: form["email"], destination: SignInDestination(requested: form["next"]),
            isSignUpOpen: settings.signUp == .open)
        // Another tab has signed in meanwhile, so nothing is left to do.
        if request.session != nil, !hasFormToken(form, of: request) {
            return .redirect(to: page.destination.path)
        }
        do {
            let user = try authenticated(form, request)
            return try beginSession(of: user, request, then: page.destination)
        } catch let problem as HTTPProblem {
            page.fieldErrors = problem.fieldErrors
            page.formError = problem.fieldErrors.isEmpty ? problem.message : nil
            return .form(page, refusedFor: problem, as: ResponseFormat(for: request.http))
        }
    }

    /// Returns the user whose email address and password the form holds. Throws an `HTTPProblem` that is the same,
    /// after the same time, for a wrong password and for an unknown address.
    private func authenticated(_ form: SubmittedForm, _ request: WebRequest) throws -> User.ID {
        guard hasFormToken(form, of: request) else { throw HTTPProblem.expiredForm }
        var fieldErrors: [FieldError] = []
        let email = fieldErrors.validate("email") { () throws(InvalidInput) in try EmailAddress(form["email"])
        }
        if form["password"].isEmpty {
            fieldErrors.append(FieldError(field: "password", message: "Enter your password."))
        }
        guard let email, fieldErrors.isEmpty else { throw HTTPProblem.invalidFields(fieldErrors) }
        try countSignIn(email, request)
        let user = try store.user(email: email.text)
        let hash = try user.flatMap { try store.passwordHash(of: $0.id) } ?? .dummy
        let password = Secret(form["password"])
        guard try hash.verify(password), let user else { throw HTTPProblem.wrongCredentials }
        if hash.isOutdated {
            try store.replacePasswordHash(.make(password, saltFrom: store.random), of: user.id)
        }
        try store.clearAttempts([Self.emailSubject(email)])
        return user.id
    }

    /// Counts the attempt. The limit per client address is the higher one, since many people may share an address.
    private func countSignIn(_ email: EmailAddress, _ request: WebRequest) throws {
        let address = "sign-in:address:" + ClientAddress.subject(of: request.http.remoteAddress)
        let limits = [
            (address, settings.signInsPerAddress), (Self.emailSubject(email), settings.signInsPerEmail),
        ]
        for (subject, limit) in limits where try !store.countAttempt([subject], limit: limit) {
            throw HTTPProblem.tooManyRequests(retryAfter: limit.window)
        }
    }

    private static func emailSubject(_ email: EmailAddress) -> String {
        "sign-in:account:" + email.text.lowercased()
    }

    /// Starts a session under a new token, so that a token planted before sign-in is worthless afterwards.
    func beginSession(of user: User.ID, _ request: WebRequest, then destination: SignInDestination) throws
        -> RouteResponse
    {
        let token = try Token.random(from: store.random)
        try store.write {
            if let old = request.sessionToken { try store.endSession(old) }
            try store.startSession(of: user, token: token, lifetime: settings.sessionLifetime)
        }
        return .redirect(to: destination.path).adding(cookies: [
            cookies.session(token, lifetime: settings.sessionLifetime), cookies.expiredForm(),
        ])
    }

    /// Ends the session. Repeating is safe: someone who is signed out gets the same response.
    func signOut(_ request: WebRequest) throws -> RouteResponse {
        if let session = request.session, let token = request.sessionToken {
            _ = try verifiedForm(request, of: session)
            try store.endSession(token)
        }
        return .redirect(to: .landing).adding(cookies: [cookies.expiredSession()])
    }
}

/// The page shown after signing in: one of our own and never anything else, whatever a link asks for.
struct SignInDestination: Equatable {
    static let dashboard = SignInDestination(route: .dashboard)

    private let route: FixedRoute

    private init(route: FixedRoute) {
        self.route = route
    }

    /// The dashboard unless `path` is exactly the path of a page that asks for a sign-in.
    init(requested path: String?) {
        let requested = path.flatMap(FixedRoute.init(rawValue:))
        route = requested.flatMap { $0.isSignInDestination ? $0 : nil } ?? .dashboard
    }

    var path: String { route.path }

    /// The address of the sign-in page that leads to this destination.
    var signInPath: String {
        route == .dashboard ? FixedRoute.signIn.path : "\(FixedRoute.signIn.path)?next=\(path)"
    }
}

extension Name {
    fileprivate static let next: Name = "next"
}
