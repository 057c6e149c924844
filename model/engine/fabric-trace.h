/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_TRACE_H
#define FABRIC_TRACE_H

#include "ns3/callback.h"
#include "ns3/traced-callback.h"

#include <memory>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A trace source that costs one null pointer until somebody connects: ns-3's TracedCallback,
 * made on the first connection. Works with MakeTraceSourceAccessor().
 *
 * @tparam Ts types of the arguments of the sinks
 */
template <typename... Ts>
class FabricTrace
{
  public:
    /** @return true if there is a sink, so that arguments are worth making. */
    bool IsConnected() const
    {
        return m_sinks && !m_sinks->IsEmpty();
    }

    /**
     * Share flags among sources, so that one look tells whether any was ever connected.
     * @param flag set on the first connection; outlives this object
     * @param second another one, or null
     */
    void SetFlag(bool* flag, bool* second = nullptr)
    {
        m_flag = flag;
        m_secondFlag = second;
    }

    /**
     * Call all sinks, if any.
     * @param args the arguments
     */
    void operator()(Ts... args) const
    {
        if (m_sinks)
        {
            (*m_sinks)(args...);
        }
    }

    /**
     * Add a sink.
     * @param callback the sink
     */
    void ConnectWithoutContext(const CallbackBase& callback)
    {
        Ensure().ConnectWithoutContext(callback);
    }

    /**
     * Add a sink that gets the path as its first argument.
     * @param callback the sink
     * @param path the context
     */
    void Connect(const CallbackBase& callback, std::string path)
    {
        Ensure().Connect(callback, path);
    }

    /**
     * Remove a sink.
     * @param callback the sink
     */
    void DisconnectWithoutContext(const CallbackBase& callback)
    {
        Ensure().DisconnectWithoutContext(callback);
    }

    /**
     * Remove a sink that was added with a path.
     * @param callback the sink
     * @param path the context
     */
    void Disconnect(const CallbackBase& callback, std::string path)
    {
        Ensure().Disconnect(callback, path);
    }

  private:
    TracedCallback<Ts...>& Ensure()
    {
        if (m_flag)
        {
            *m_flag = true;
        }
        if (m_secondFlag)
        {
            *m_secondFlag = true;
        }
        if (!m_sinks)
        {
            m_sinks = std::make_unique<TracedCallback<Ts...>>();
        }
        return *m_sinks;
    }

    std::unique_ptr<TracedCallback<Ts...>> m_sinks;
    bool* m_flag{nullptr};
    bool* m_secondFlag{nullptr};
};

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_TRACE_H
