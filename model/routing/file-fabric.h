/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FILE_FABRIC_H
#define FILE_FABRIC_H

#include "fabric-file.h"
#include "fabric-layout.h"
#include "fabric-routes.h"

#include <memory>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A fabric of any shape, read from a file (FabricFile). Routes are the shortest ones, by the number
 * of links or by the costs of the file, or next hops that it gives. What cannot be reached, and
 * next hops that lead in a circle, are refused.
 */
class FileFabric : public FabricLayout
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    FileFabric();
    ~FileFabric() override;

  protected:
    /** @return the attribute Path. */
    const std::string& GetPath() const
    {
        return m_path;
    }

  private:
    /**
     * Read the file of the attribute Path.
     * @return what it describes
     * @throws ConfigError naming file, line, culprit and what is allowed
     */
    virtual std::unique_ptr<FabricFile> Read() const;

    std::string DoCheck() const override;
    uint64_t DoCountHosts() const override;
    uint64_t DoCountLinks() const override;
    uint32_t DoCountPlanes() const override;
    Ptr<FabricTopology> DoBuild(DataRate rate, uint64_t delay) const override;

    const FabricFile& GetFile() const;
    void AddLink(FabricTopology& topology,
                 const FabricFile::Link& link,
                 uint64_t rate,
                 uint64_t delay) const;
    void AddNextHops(FabricTopology& topology, const FabricFile::Route& route) const;
    uint32_t GetVertex(const FabricFile::Node& node) const;
    void FindScaleUp(FabricTopology& topology) const;
    std::string CheckRoutes(const FabricTopology& topology) const;
    std::string GetNodeName(uint32_t vertex) const;

    std::string m_path;
    mutable std::unique_ptr<FabricFile> m_file; ///< read once
    mutable std::string m_readPath;             ///< of what was read
};

} // namespace aifabric
} // namespace ns3

#endif // FILE_FABRIC_H
