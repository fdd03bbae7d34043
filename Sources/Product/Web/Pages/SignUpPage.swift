import Mustache

struct SignUpPage: Page, Equatable {
    static let template = PageTemplate.signUp

    /// As typed.
    var name = ""
    var email = ""
    var faults: [FieldFault] = []
    /// Why the form as a whole was not accepted.
    var refusal: String?

    var hasFormBeforeSignIn: Bool { true }

    var context: KeyValuePairs<Name, Value> {
        [
            .name: FormField("name", value: name, faults: faults).context,
            .email: FormField("email", value: email, faults: faults).context,
            .password: FormField(secret: "password", faults: faults).context,
            .minPasswordCharacters: .int(NewPassword.minCharacters),
            .faults: faults.context,
            .refusal: .optional(refusal),
        ]
    }
}
