import Crypto
import HTTP
import Store

extension WebHandler {
    func showSignUp(_ visit: Visit) throws(Problem) -> Answer {
        if visit.session != nil { return .redirect(to: Destination.dashboard.path) }
        guard settings.signUp == .open else { throw .signUpClosed }
        return .page(SignUpPage())
    }

    func signUp(_ visit: Visit) throws -> Answer {
        guard settings.signUp == .open else { throw Problem.signUpClosed }
        let form = try SubmittedForm(visit.request)
        try requireOwnOrigin(visit.request)
        do {
            let user = try addAccount(form, visit)
            return try beginSession(of: user, visit, then: .dashboard)
        } catch let problem as Problem {
            let page = SignUpPage(
                name: form["name"], email: form["email"], faults: problem.faults,
                refusal: problem.faults.isEmpty ? problem.message : nil)
            return .form(page, refusedFor: problem, as: Format(for: visit.request))
        }
    }

    /// Says openly when an address has an account. Hiding it would need a mail round trip before anyone gets
    /// in, and whoever forgot that they have an account would be stuck; the limit on attempts keeps the answer
    /// from being a way to try out lists of addresses.
    private func addAccount(_ form: SubmittedForm, _ visit: Visit) throws -> User.ID {
        guard isOwnForm(form, before: visit) else { throw Problem.expiredForm }
        var faults: [FieldFault] = []
        let name = faults.noting("name") { () throws(InvalidInput) in try DisplayName(form["name"]) }
        let email = faults.noting("email") { () throws(InvalidInput) in try EmailAddress(form["email"]) }
        let password = faults.noting("password") { () throws(InvalidInput) in
            try NewPassword(form["password"], email: form["email"])
        }
        guard let name, let email, let password else { throw Problem.invalidFields(faults) }
        let subject = "sign-up:address:" + ClientAddress.subject(of: visit.request.remoteAddress)
        guard try store.countAttempt([subject], limit: settings.signUpsPerAddress) else {
            throw Problem.tooManyRequests(retryAfter: settings.signUpsPerAddress.window)
        }
        do {
            return try store.addUser(
                email: email.text, name: name.text, password: .make(password.secret, saltFrom: store.random))
        } catch StoreError.emailTaken {
            let message = "There is an account with this address already. Sign in instead."
            throw Problem.invalidFields([FieldFault(field: "email", message: message)])
        }
    }
}
