import Mustache

struct SignInPage: Page, Equatable {
    static let template = PageTemplate.signIn

    /// As typed.
    var email = ""
    var destination = Destination.dashboard
    var faults: [FieldFault] = []
    /// Why the form as a whole was not accepted.
    var refusal: String?
    let isSignUpOpen: Bool

    var hasFormBeforeSignIn: Bool { true }

    var context: KeyValuePairs<Name, Value> {
        [
            .email: FormField("email", value: email, faults: faults).context,
            .password: FormField(secret: "password", faults: faults).context,
            .next: .string(destination.path),
            .faults: faults.context,
            .refusal: .optional(refusal),
            .isSignUpOpen: .bool(isSignUpOpen),
        ]
    }
}
