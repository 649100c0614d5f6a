using Agent.Host.Security.Masking;

namespace Agent.Tests.Host.Security;

internal sealed class PersonalDataTests
{
    [TestCase("write to mara.olsen+shop@mail.example.co.uk, please", ExpectedResult = "write to [email], please")]
    [TestCase("jürgen@müller.example", ExpectedResult = "[email]")]
    [TestCase("card 4242 4242 4242 4242", ExpectedResult = "card [card]")]
    [TestCase("card 4242-4242-4242-4242.", ExpectedResult = "card [card].")]
    [TestCase("378282246310005 is an amex", ExpectedResult = "[card] is an amex")]
    [TestCase("4242424242424241 has a wrong check digit", ExpectedResult = "[number] has a wrong check digit")]
    [TestCase("call +49 170 1234567 or (555) 867-5309", ExpectedResult = "call [number] or [number]")]
    [TestCase("DE89 3704 0044 0532 0130 00", ExpectedResult = "[iban]")]
    [TestCase("GB82WEST12345698765432", ExpectedResult = "[iban]")]
    [TestCase("NO9386011117947", ExpectedResult = "[iban]")]
    [TestCase("sk-proj-abcdefghijklmnop", ExpectedResult = "[secret]")]
    [TestCase("Authorization: Bearer abcdefgh12345678", ExpectedResult = "Authorization: [secret]")]
    [TestCase("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", ExpectedResult = "[secret]")]
    [TestCase("ghp_16C7e42F292c6912E7710c838347Ae178B4a and AKIAIOSFODNN7EXAMPLE", ExpectedResult = "[secret] and [secret]")]
    [TestCase("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw ak_0123456789abSECRETSECRET", ExpectedResult = "[secret] [secret]")]
    [TestCase("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- end", ExpectedResult = "[secret] end")]
    public string What_points_at_a_person_or_opens_a_door_is_taken_out(string text) => PersonalData.Mask(text);

    [TestCase("order #W1000001, size 42, $129.00")]
    [TestCase("Delivered on 2026-11-21 at 10:30, by 24.12.2026 at the latest.")]
    [TestCase("3 headphones at $1,299.00 make $3,897.00")]
    [TestCase("I have been waiting for 14 days @ home")]
    [TestCase("the skeleton-key of the risk-averse")]
    [TestCase("AB12 CDEF GHIJ is no account")]
    [TestCase("c0kq9x1v7m3t5b8n2r4w6y8z0a1b2c3d4")]
    [TestCase("")]
    public void What_is_neither_stays(string text) => Assert.That(PersonalData.Mask(text), Is.EqualTo(text));
}
