package io.waybill.api.testing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A certificate authority that also issues what none should. */
public final class TestAuthority {

    private final TestIdentity own;

    private TestAuthority(TestIdentity own) {
        this.own = own;
    }

    /** {@return an authority that signed itself} */
    public static TestAuthority root(String subject) {
        return root(subject, _ -> {});
    }

    /** {@return the same, changed} */
    public static TestAuthority root(String subject, Consumer<Terms> change) {
        var keys = newKeys();
        var certificate = sign(subject, keys, new X500Principal(subject), keys, Terms.authority(change));
        return new TestAuthority(new TestIdentity(List.of(certificate), keys.getPrivate()));
    }

    /** {@return somebody who signs certificates with what they have, whether they may or not} */
    public static TestAuthority of(TestIdentity identity) {
        return new TestAuthority(identity);
    }

    /** {@return an authority below this one} */
    public TestAuthority below(String subject, Consumer<Terms> change) {
        return new TestAuthority(issue(subject, Terms.authority(change)));
    }

    /** {@return a certificate for a client, with its key} */
    public TestIdentity client(String subject) {
        return client(subject, _ -> {});
    }

    /** {@return the same, changed} */
    public TestIdentity client(String subject, Consumer<Terms> change) {
        return issue(subject, Terms.client(change));
    }

    /** {@return a certificate for a server at the loopback address} */
    public TestIdentity server() {
        return client("CN=127.0.0.1", terms -> {
            terms.purpose = KeyPurposeId.id_kp_serverAuth;
            terms.names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        });
    }

    /** {@return the authority's certificate, with its key} */
    public TestIdentity own() {
        return own;
    }

    private TestIdentity issue(String subject, Terms terms) {
        var keys = newKeys();
        var issuer = own.certificate();
        var certificate = sign(
                subject, keys, issuer.getSubjectX500Principal(), new KeyPair(issuer.getPublicKey(), own.key()), terms);
        List<X509Certificate> chain = new ArrayList<>(List.of(certificate));
        own.chain().stream().filter(above -> !isSelfSigned(above)).forEach(chain::add);
        return new TestIdentity(chain, keys.getPrivate());
    }

    private static boolean isSelfSigned(X509Certificate certificate) {
        return certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
    }

    private static X509Certificate sign(
            String subject, KeyPair keys, X500Principal issuer, KeyPair issuerKeys, Terms terms) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    new BigInteger(64, new SecureRandom()),
                    Date.from(terms.start),
                    Date.from(terms.end),
                    new X500Principal(subject),
                    keys.getPublic());
            terms.addTo(builder);
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKeys.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a certificate says; fields may be changed before it is signed. */
    public static final class Terms {

        /** When it begins. */
        public Instant start = Instant.now().minus(Duration.ofHours(1));

        /** When it ends. */
        public Instant end = Instant.now().plus(Duration.ofDays(1));

        /** What its key is for; null for anything. */
        public @Nullable KeyPurposeId purpose;

        /** How many authorities may stand below it; null where it is none. */
        public @Nullable Integer below;

        /** Uses of its key. */
        public int uses;

        /** Its alternative names. */
        public final List<GeneralName> names = new ArrayList<>();

        /** Name constraints, DER; null for none. */
        public org.bouncycastle.asn1.@Nullable ASN1Encodable constraints;

        private Terms() {}

        private static Terms authority(Consumer<Terms> change) {
            var terms = new Terms();
            terms.below = 3;
            terms.uses = KeyUsage.keyCertSign | KeyUsage.cRLSign;
            change.accept(terms);
            return terms;
        }

        private static Terms client(Consumer<Terms> change) {
            var terms = new Terms();
            terms.purpose = KeyPurposeId.id_kp_clientAuth;
            terms.uses = KeyUsage.digitalSignature;
            change.accept(terms);
            return terms;
        }

        private void addTo(JcaX509v3CertificateBuilder builder) throws CertIOException {
            var constraint = below == null ? new BasicConstraints(false) : new BasicConstraints(below);
            builder.addExtension(Extension.basicConstraints, true, constraint);
            if (uses != 0) {
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(uses));
            }
            if (purpose != null) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            }
            if (!names.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
            }
            if (constraints != null) {
                builder.addExtension(Extension.nameConstraints, true, constraints);
            }
        }
    }
}
