import Crypto
import HTTP
import Store

extension WebHandler {
    func showSignIn(_ visit: Visit) -> Answer {
        // A query that can't be read is as good as none: it only says where to go on to.
        let query = try? FormData(urlEncoded: visit.request.query.utf8, maxFields: 10)
        let destination = Destination(requested: query?["next"])
        if visit.session != nil { return .redirect(to: destination.path) }
        return .page(SignInPage(destination: destination, isSignUpOpen: settings.signUp == .open))
    }

    func signIn(_ visit: Visit) throws -> Answer {
        let form = try SubmittedForm(visit.request)
        try requireOwnOrigin(visit.request)
        var page = SignInPage(
            email: form["email"], destination: Destination(requested: form["next"]),
            isSignUpOpen: settings.signUp == .open)
        // The other tab was quicker: what this one was asked for is done.
        if visit.session != nil, !isOwnForm(form, before: visit) {
            return .redirect(to: page.destination.path)
        }
        do {
            let user = try authenticated(form, visit)
            return try beginSession(of: user, visit, then: page.destination)
        } catch let problem as Problem {
            page.faults = problem.faults
            page.refusal = problem.faults.isEmpty ? problem.message : nil
            return .form(page, refusedFor: problem, as: Format(for: visit.request))
        }
    }

    /// The account that the form's address and password belong to. Throws a `Problem` which is the same, after
    /// the same time, for a wrong password and for an address without an account.
    private func authenticated(_ form: SubmittedForm, _ visit: Visit) throws -> User.ID {
        guard isOwnForm(form, before: visit) else { throw Problem.expiredForm }
        var faults: [FieldFault] = []
        let email = faults.noting("email") { () throws(InvalidInput) in try EmailAddress(form["email"]) }
        if form["password"].isEmpty {
            faults.append(FieldFault(field: "password", message: "Enter your password."))
        }
        guard let email, faults.isEmpty else { throw Problem.invalidFields(faults) }
        try countSignIn(email, visit)
        let user = try store.user(email: email.text)
        let hash = try user.flatMap { try store.passwordHash(of: $0.id) } ?? .dummy
        let password = Secret(form["password"])
        guard try hash.verify(password), let user else { throw Problem.wrongCredentials }
        if hash.isOutdated {
            try store.replacePasswordHash(.make(password, saltFrom: store.random), of: user.id)
        }
        try store.clearAttempts([Self.accountSubject(email)])
        return user.id
    }

    /// The address's limit is the wider one: many people may share it.
    private func countSignIn(_ email: EmailAddress, _ visit: Visit) throws {
        let address = "sign-in:address:" + ClientAddress.subject(of: visit.request.remoteAddress)
        let limits = [
            (address, settings.signInsPerAddress), (Self.accountSubject(email), settings.signInsPerAccount),
        ]
        for (subject, limit) in limits where try !store.countAttempt([subject], limit: limit) {
            throw Problem.tooManyRequests(retryAfter: limit.window)
        }
    }

    private static func accountSubject(_ email: EmailAddress) -> String {
        "sign-in:account:" + email.text.lowercased()
    }

    /// Starts a session under a new token, so that one planted before sign-in is worth nothing after it.
    func beginSession(of user: User.ID, _ visit: Visit, then destination: Destination) throws -> Answer {
        let token = try Token.random(from: store.random)
        try store.write {
            if let old = visit.sessionToken { try store.endSession(old) }
            try store.startSession(of: user, token: token, lifetime: settings.sessionLifetime)
        }
        return .redirect(to: destination.path).adding(cookies: [
            cookies.session(token, lifetime: settings.sessionLifetime), cookies.endingForm(),
        ])
    }

    /// Ends the session. Someone who is signed out already has what they want.
    func signOut(_ visit: Visit) throws -> Answer {
        if let session = visit.session, let token = visit.sessionToken {
            _ = try ownForm(visit, of: session)
            try store.endSession(token)
        }
        return .redirect(to: "/").adding(cookies: [cookies.endingSession()])
    }
}
