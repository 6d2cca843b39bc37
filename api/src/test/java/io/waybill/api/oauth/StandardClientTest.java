package io.waybill.api.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.PKITLSClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.auth.SelfSignedTLSClientAuthentication;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.TestAuthority;
import io.waybill.api.testing.TestIdentity;
import java.net.URI;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An OAuth client library that others wrote, told no more than the address of the platform. */
class StandardClientTest {

    private static final TestAuthority SERVERS = TestAuthority.root("CN=servers");

    @RegisterExtension
    static final ApiServer API = new ApiServer().withTls(SERVERS).with("waybill.certificate.mode", "native");

    private final SSLContext plain = TestIdentity.client(SERVERS.own().certificate(), null);

    @Test
    void signsInByASecret() throws Exception {
        var client = TestClient.create(API, "{\"name\":\"ingest\"}");
        var id = new ClientID(client.id());
        var secret = new Secret(client.secret());

        var header = token(new ClientSecretBasic(id, secret), plain);
        var form = token(new ClientSecretPost(id, secret), plain);

        assertThat(files(header, plain)).isEqualTo(200);
        assertThat(files(form, plain)).isEqualTo(200);
    }

    @Test
    void signsInByAKeyOfItsOwn() throws Exception {
        var key = TestClient.newKey();
        var client = TestClient.create(
                API,
                "{\"name\":\"ingest\",\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":"
                        + new JWKSet(key).toPublicJWKSet() + "}");
        var signed = new PrivateKeyJWT(
                new ClientID(client.id()),
                metadata().getTokenEndpointURI(),
                JWSAlgorithm.RS256,
                key.toPrivateKey(),
                key.getKeyID(),
                null);

        assertThat(files(token(signed, plain), plain)).isEqualTo(200);
    }

    @Test
    void signsInByACertificate() throws Exception {
        var own = TestAuthority.root("CN=client").own();
        var client = TestClient.create(
                API,
                "{\"name\":\"bank\",\"token_endpoint_auth_method\":\"self_signed_tls_client_auth\",\"certificates\":[\""
                        + own.jsonPem() + "\"]}");
        var tls = TestIdentity.client(SERVERS.own().certificate(), own);

        var token = token(new SelfSignedTLSClientAuthentication(new ClientID(client.id()), own.certificate()), tls);

        assertThat(files(token, tls)).isEqualTo(200);
        assertThat(files(token, plain)).isEqualTo(401);
    }

    @Test
    void signsInByACertificateOfItsAccountsAuthority() throws Exception {
        var authority = TestAuthority.root("CN=our CA");
        var own = authority.client("CN=ingest,O=Example");
        var client = TestClient.create(
                API,
                "{\"name\":\"bank\",\"token_endpoint_auth_method\":\"tls_client_auth\","
                        + "\"tls_client_auth_subject_dn\":\"CN=ingest, O=Example\"}");
        client.owner()
                .post(
                        "/v1/oauth/trust-anchors",
                        "{\"name\":\"ours\",\"certificate\":\""
                                + authority.own().jsonPem() + "\"}");
        var tls = TestIdentity.client(SERVERS.own().certificate(), own);

        var token = token(new PKITLSClientAuthentication(new ClientID(client.id()), own.certificate()), tls);

        assertThat(files(token, tls)).isEqualTo(200);
        assertThat(files(token, plain)).isEqualTo(401);
    }

    @Test
    void readsErrorsOfTheProtocol() throws Exception {
        var client = TestClient.create(API, "{\"name\":\"ingest\"}");

        var answer = ask(new ClientSecretBasic(new ClientID(client.id()), new Secret("wrong")), plain);

        assertThat(answer.indicatesSuccess()).isFalse();
        assertThat(answer.toErrorResponse().getErrorObject().getCode()).isEqualTo("invalid_client");
        assertThat(answer.toErrorResponse().getErrorObject().getHTTPStatusCode())
                .isEqualTo(401);
    }

    @Test
    void checksTokensByThePublishedKeys() throws Exception {
        var client = TestClient.create(API, "{\"name\":\"ingest\"}");
        var token = token(new ClientSecretBasic(new ClientID(client.id()), new Secret(client.secret())), plain);
        var keys = JWKSet.parse(
                send(new HTTPRequest(HTTPRequest.Method.GET, metadata().getJWKSetURI()), plain)
                        .getBody());
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, new ImmutableJWKSet<>(keys)));
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(new com.nimbusds.jose.JOSEObjectType("at+jwt")));

        var claims = processor.process(token.getValue(), null);

        assertThat(claims.getIssuer()).isEqualTo(API.url().toString());
        assertThat(claims.getSubject()).isEqualTo(client.id());
        assertThat(metadata().supportsTLSClientCertificateBoundAccessTokens()).isTrue();
    }

    private AuthorizationServerMetadata metadata() throws Exception {
        var issuer = new Issuer(API.url());
        var found = send(
                new HTTPRequest(
                        HTTPRequest.Method.GET,
                        AuthorizationServerMetadata.resolveURL(issuer).toURI()),
                plain);
        var metadata = AuthorizationServerMetadata.parse(found.getBody());
        assertThat(metadata.getIssuer()).isEqualTo(issuer);
        return metadata;
    }

    private AccessToken token(ClientAuthentication authentication, SSLContext tls) throws Exception {
        var answer = ask(authentication, tls);
        assertThat(answer.indicatesSuccess())
                .as(String.valueOf(answer.toHTTPResponse().getBody()))
                .isTrue();
        return answer.toSuccessResponse().getTokens().getAccessToken();
    }

    private TokenResponse ask(ClientAuthentication authentication, SSLContext tls) throws Exception {
        var request = new TokenRequest.Builder(
                        metadata().getTokenEndpointURI(), authentication, new ClientCredentialsGrant())
                .scope(new Scope("files:read"))
                .build();
        return TokenResponse.parse(send(request.toHTTPRequest(), tls));
    }

    private static int files(AccessToken token, SSLContext tls) throws Exception {
        var request = new HTTPRequest(HTTPRequest.Method.GET, URI.create(API.url() + "/v1/files"));
        request.setAuthorization(token.toAuthorizationHeader());
        return send(request, tls).getStatusCode();
    }

    private static HTTPResponse send(HTTPRequest request, SSLContext tls) throws Exception {
        request.setSSLSocketFactory(tls.getSocketFactory());
        return request.send();
    }
}
