package io.waybill.activities.database;

import io.waybill.activities.tenant.Tenancy;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Optional;
import org.apache.ibatis.annotations.Mapper;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Puts each statement that is made for one account outside a transaction into one of its own: what an account may see
 * is bound to the transaction, so that no connection keeps it.
 */
final class TenantMappers implements BeanPostProcessor {

    private final ObjectProvider<PlatformTransactionManager> managers;

    TenantMappers(ObjectProvider<PlatformTransactionManager> managers) {
        this.managers = managers;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        Optional<Class<?>> mapper = Arrays.stream(bean.getClass().getInterfaces())
                .filter(type -> type.isAnnotationPresent(Mapper.class))
                .findFirst();
        if (mapper.isEmpty() || !Proxy.isProxyClass(bean.getClass())) {
            return bean;
        }
        return Proxy.newProxyInstance(
                mapper.get().getClassLoader(),
                new Class<?>[] {mapper.get()},
                (_, method, arguments) -> call(bean, method, arguments));
    }

    private @Nullable Object call(Object mapper, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (Tenancy.current() == null || TransactionSynchronizationManager.isActualTransactionActive()) {
            return invoke(mapper, method, arguments);
        }
        var failed = new Throwable[1];
        Object answer = new TransactionTemplate(managers.getObject()).execute(status -> {
            try {
                return invoke(mapper, method, arguments);
            } catch (Throwable e) {
                status.setRollbackOnly();
                failed[0] = e;
                return null;
            }
        });
        if (failed[0] != null) {
            throw failed[0];
        }
        return answer;
    }

    private static @Nullable Object invoke(Object mapper, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            method.setAccessible(true); // mappers are package-private
            return method.invoke(mapper, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
